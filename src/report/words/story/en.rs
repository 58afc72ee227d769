//! English.

use chrono::{DateTime, FixedOffset};

use super::{StoryLabels, StoryWords};
use crate::analysis::delay::{Ended, Input, InputCounts, Reckoning, Step, Story};
use crate::report::story::hms;
use crate::tracker::{Happened, HeldTime, HoldReason, Moment, Status, Unmoved};

const LABELS: StoryLabels = StoryLabels {
    rule: "The rule",
    happened: "What happened",
    set_aside: "Rows about it that count for nothing",
    stands: "How it stands",
    inputs: "What it needed",
    whose: "Own and inherited",
    parts: "Who took longer than allowed, here and upstream",
    shares: "Whose delay it was",
    chain: "What was waited for longest, step by step",
    merged: "More than ten departments had a part; those with the smallest counted as one and split its share in proportion.",
};

#[derive(Debug)]
pub(super) struct English;

fn list(items: &[String]) -> String {
    match items {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

fn ended(ended: Ended) -> &'static str {
    match ended {
        Ended::Delivered => "came",
        Ended::Waived => "was waived",
        Ended::Missing => "is missing, counted as arriving",
    }
}

fn hold_reason(reason: HoldReason) -> &'static str {
    match reason {
        HoldReason::Paused => "paused by the customer",
        HoldReason::UnderReview => "with the customer, who sent it back",
        HoldReason::InputAway => "what it works on had been taken back",
        HoldReason::Withdrawn => "nobody asked for it",
    }
}

fn unit(working: bool) -> &'static str {
    if working { "working time" } else { "elapsed time" }
}

impl StoryWords for English {
    fn labels(&self) -> &'static StoryLabels {
        &LABELS
    }

    fn instant(&self, at: DateTime<FixedOffset>) -> String {
        at.format("%a %Y-%m-%d %H:%M:%S %:z").to_string()
    }

    fn title(&self, story: &Story<'_>) -> String {
        let record = &story.handoff;
        let tier = record.tier.map_or_else(String::new, |tier| format!(", tier {tier}"));
        let excused = if record.excused { ", excused" } else { "" };
        format!("{} {}{tier}: {}{excused}", record.obligation, record.key, record.status)
    }

    fn owed(&self, story: &Story<'_>, [deliverable, supplier, customer]: &[String; 3]) -> String {
        let record = &story.handoff;
        format!(
            "{deliverable}: owed by {supplier} ({}) to {customer} ({}) under the agreement {}, priority {}.",
            record.supplier, record.customer, record.agreement, record.priority
        )
    }

    fn told(&self, story: &Story<'_>) -> String {
        let terms = &story.terms;
        let runs = if terms.counts_elapsed {
            "its time runs on the wall clock".to_owned()
        } else {
            format!("its time is the working time of the calendar {}", terms.calendar)
        };
        format!(
            "Told as of {}, on the clocks of {}; {runs}. Lengths are hours:minutes:seconds.",
            self.instant(story.as_of),
            terms.zone
        )
    }

    fn needs(&self, needs: &[String]) -> String {
        format!("needs {}", list(needs))
    }

    fn happened(&self, moment: &Moment, story: &Story<'_>) -> String {
        match moment.happened {
            Happened::Opened => "opened",
            Happened::Restarted => "opened anew; what happened before does not count",
            Happened::Delivered => "delivered, complete",
            Happened::Incomplete => return format!("delivered, incomplete: lacks {}", list(&moment.missing)),
            Happened::Accepted => "accepted",
            Happened::AcceptedBySilence => "the review ended without a word: accepted",
            Happened::Rejected => "sent back: it was not delivered",
            Happened::Paused => "paused",
            Happened::Resumed => "resumed",
            Happened::Extended => {
                let until = moment.rows.first().and_then(|row| row.until.as_deref());
                return format!("extended in time, to {}", until.unwrap_or_default());
            }
            Happened::Promised => {
                let until = moment.rows.first().and_then(|row| row.until.as_deref());
                return format!("extended too late: {} is only a promise", until.unwrap_or_default());
            }
            Happened::Waived => "waived",
            Happened::Rated => "rated",
            Happened::InputTakenBack => "the delivery that it works on was taken back",
            Happened::InputBack => "the delivery that it works on was made again",
            Happened::Revised => {
                let tier = moment.tier.as_deref().map_or_else(String::new, |tier| format!(", tier {tier}"));
                let floor =
                    if moment.due_at == moment.at { "; the new deadline had passed, so it is due now" } else { "" };
                return format!("terms chosen anew{tier}{floor}");
            }
            Happened::Withdrawn => "revised: nobody asks for it any more",
            Happened::AskedForAgain => "revised: it is asked for again",
            Happened::WithoutEffect => "changes nothing",
            Happened::Refused => "does not count",
            Happened::Judged => return format!("judged: {}", story.handoff.status),
        }
        .to_owned()
    }

    fn says(&self, row: &str) -> String {
        format!("\"{row}\"")
    }

    fn reason(&self, reason: &str) -> String {
        format!("reason: {reason}")
    }

    fn outcome(&self, outcome: &str) -> String {
        format!("judged by its outcome: {outcome}")
    }

    fn deadline(&self, due: &str) -> String {
        format!("deadline {due}")
    }

    fn deadline_moved(&self, before: &str, after: &str) -> String {
        format!("deadline moved from {before} to {after}")
    }

    fn held(&self, hold: &HeldTime, from: &str, until: &str) -> String {
        let why: Vec<String> = hold.reasons.iter().map(|&reason| hold_reason(reason).to_owned()).collect();
        let why = if why.is_empty() { String::new() } else { format!(" ({})", list(&why)) };
        let lasts = if hold.lasts { ", and lasts" } else { "" };
        format!(
            "held from {from} to {until}{lasts}{why}: {} elapsed, {} of working time",
            hms(hold.elapsed_s),
            hms(hold.working_s)
        )
    }

    fn took(&self, hold: &HeldTime, counts_from: &str) -> String {
        let from = if hold.counts_from == hold.from { String::new() } else { format!(" from {counts_from} on") };
        let took = format!("it took {} of {}{from}", hms(hold.took_s), unit(hold.in_working_time));
        match hold.unmoved {
            None if hold.ends_it => format!("{took}, and the deadline is not before its end"),
            None => format!("{took}, by which the deadline moves"),
            Some(Unmoved::BeforeMilestone) => format!("{took}; what is due before a milestone does not move"),
            Some(Unmoved::AfterDeadline) => "it began after the deadline, which stays".to_owned(),
            Some(Unmoved::Earlier) => "no time of it lies after what set the deadline, which stays".to_owned(),
            Some(Unmoved::OutsideHours) => "no working time lies in it: the deadline stays".to_owned(),
        }
    }

    fn taken_back(&self, row: &str, by: Option<(String, String)>) -> String {
        let by = by.map_or_else(String::new, |(place, reason)| {
            let reason = if reason.is_empty() { String::new() } else { format!(" (reason: {reason})") };
            format!(" by {place}{reason}")
        });
        format!("{row}: taken back{by}")
    }

    fn stands(&self, story: &Story<'_>) -> String {
        let record = &story.handoff;
        let mut said = vec![format!("Due {}", self.instant(record.due_at))];
        if record.original_due_at != record.due_at {
            said.push(format!("at first {}", self.instant(record.original_due_at)));
        }
        if let Some(promised) = record.promised_at {
            said.push(format!("promised too late for {}", self.instant(promised)));
        }
        match record.delivered_at {
            Some(at) => said.push(format!("delivered {}", self.instant(at))),
            None if record.status == Status::Waived => {}
            None => said.push("not delivered".to_owned()),
        }
        if let (Some(late @ 1..), Some(working)) = (record.late_by_s, record.late_by_working_s) {
            let (elapsed, working) = (hms(late), hms(working));
            said.push(format!("{} by {elapsed}, {working} of working time", record.status));
        } else {
            said.push(record.status.to_string());
        }
        said.push(format!("held up for {} in all", hms(record.held_s)));
        said.push(match record.attempts {
            1 => "1 delivery was made".to_owned(),
            n => format!("{n} deliveries were made"),
        });
        let lies = record.waits_for.as_deref();
        said.extend(lies.map(|with| format!("it lies with {}", with.replace(';', ", "))));
        format!("{}.", said.join("; "))
    }

    fn input(&self, input: &Input, named: &str, promised: &str, came: &str) -> String {
        let counts = match input.counts {
            InputCounts::Counts if input.is_binding => "; it was waited for longest",
            InputCounts::Counts => "",
            InputCounts::CameAfter => "; does not count: what needed it was done by then",
            InputCounts::MissingThen => "; does not count: what needed it is done without it",
        };
        let (supplier, ended) = (&input.handoff.owed.supplier.id, ended(input.ended));
        format!("{named} of {supplier}: promised for {promised}, {ended} {came}{counts}")
    }

    fn reckoning(
        &self,
        of: &Reckoning,
        story: &Story<'_>,
        instant: &dyn Fn(&DateTime<FixedOffset>) -> String,
    ) -> Vec<String> {
        let record = &story.handoff;
        let unit = unit(!story.terms.counts_elapsed);
        let mut said = vec![format!("opened {}", instant(&of.opened_at))];
        said.push(format!("ready by the plan {}", instant(&of.planned_ready_at)));
        said.push(format!("planned due {}", instant(&of.planned_due_at)));
        said.push(match of.allowance_s {
            Some(allowance) if of.had_time => {
                format!("allowed from ready to planned due: {} of {unit}", hms(allowance))
            }
            Some(allowance) => {
                format!(
                    "an input is promised no earlier than it is due; allowed from opened: {} of {unit}",
                    hms(allowance)
                )
            }
            None => "every input was there as promised and in time: nothing kept it from its deadline".to_owned(),
        });
        said.push(format!("could start {}", instant(&of.started_at)));
        said.push(format!("allowed until {}", instant(&of.allowed_until)));
        said.push(format!("due {}", instant(&of.due_at)));
        let end = if of.is_provisional { "still open" } else { "done" };
        said.push(format!("{end} {}", instant(&of.finished_at)));
        let (inherited, own) = (record.inherited_delay_s.unwrap_or(0), record.own_delay_s.unwrap_or(0));
        let (due, from, end) = (instant(&of.due_at), instant(&of.own_from), instant(&of.finished_at));
        said.push(format!(
            "inherited {} (from {due} to {from}), own {} (from there to {end})",
            hms(inherited),
            hms(own)
        ));
        said
    }

    fn overran(&self, named: &str, allowed: &str) -> String {
        format!("{named}: allowed until {allowed}")
    }

    fn part(&self, department: &str, is_customer: bool, from: &str, until: &str, seconds: i64) -> String {
        let side = if is_customer { "as customer, by holds and extensions" } else { "as supplier" };
        format!("{department} {side}: {} (from {from} to {until})", hms(seconds))
    }

    fn share(&self, cause: &str, seconds: i64) -> String {
        let cause = if cause == "plan" { "the plan (an input is promised too late)" } else { cause };
        format!("{cause}: {}", hms(seconds))
    }

    fn without(&self, department: &str, left: i64) -> String {
        format!("without the parts of {department} it would be late by {}", hms(left))
    }

    fn step(&self, step: &Step, named: &str, promised: &str, finished: &str) -> String {
        let ended = match step.ended {
            Ended::Delivered => "done",
            Ended::Waived => "waived",
            Ended::Missing => "missing at",
        };
        let held = if step.held_up_s > 0 {
            format!(", of which {} its customer held up", hms(step.held_up_s))
        } else {
            String::new()
        };
        format!(
            "{named} of {}: promised for {promised}, {ended} {finished}; {} runs through it, {} arose here{held}",
            step.handoff.owed.supplier.id,
            hms(step.through_s),
            hms(step.stays_s)
        )
    }

    fn more(&self, n: usize) -> String {
        format!("… and {n} more; `--format json` has them all")
    }
}
