//! What is to be told: of handoffs as they pass through time, and of objectives that were missed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::budget::{Around, Goal};
use super::tally::Tally;
use super::window::Window;
use crate::network::{Network, Objective, Over, TermsIx};
use crate::tracker::{Judgement, Notice, NoticeId, NoticeKind, Outbox, Tracker, sort_notices};

impl Tracker {
    /// What is to be said in a span, from one instant, exclusive, to another, inclusive, by what is known now; in order of
    /// instant.
    ///
    /// A notice of an instant tells how things stood then, by the events whose `at` is not after it: a reminder stays true
    /// when the deadline is extended later. Something is told when it comes to be so, and again if it ceased to be and
    /// comes again: a handoff that is rejected after its deadline is overdue anew. While the customer holds a handoff up,
    /// nothing new is said of it, and what was said before the hold is not said again behind it; an escalation whose
    /// moment has passed when it comes to matter (a revision made the deadline earlier) is told at once. A recurring
    /// handoff may be reminded of before it opens, from the opening of the one before it on.
    ///
    /// An [objective](NoticeKind::Objective) is told of when its window has ended and was not reached: a calendar window
    /// at its end, a rolling one on each midnight (of the company's zone) before which it was still reached. That judges
    /// everything at each such midnight in the span; other notices cost what they return, if the span begins where the
    /// last one ended.
    ///
    /// The same span gives the same notices with the same ids, whatever was asked before. Who tells each thing once, and
    /// takes back what turns out untrue, keeps an [`Outbox`] and asks for [`news`](Self::news).
    ///
    /// ```
    /// use interdept::{Log, Network, Tracker};
    /// let mut tracker = Tracker::new(Network::load("fixtures/dealership")?);
    /// tracker.record_all(Log::open("fixtures/dealership/log.csv")?)?.count();
    /// let (from, to) = ("2026-11-16T00:00:00+08:00".parse()?, "2026-11-17T00:00:00+08:00".parse()?);
    /// for notice in tracker.notices(from, to) {
    ///     println!("{notice}");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn notices(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Notice> {
        let mut notices = self.handoff_notices(from, to);
        notices.extend(self.missed_objectives(from, to));
        sort_notices(&mut notices);
        notices
    }

    /// What an outbox has not told by an instant, and what it has told that is not true: what came to be so since it was
    /// last asked, what an event changed that was recorded late, what other agreements changed. In order of instant;
    /// retractions come at `to`.
    ///
    /// Say of each notice that it is [sent](Outbox::sent) once it is. One that is not comes again the next time, if it is
    /// still true. A call costs what changed since the one before; the first one, and the first after a
    /// [reload](Self::reload), look at everything.
    pub fn news(&mut self, outbox: &mut Outbox, to: DateTime<Utc>) -> Vec<Notice> {
        let mut news = self.handoff_news(outbox, to);
        news.extend(self.objective_news(outbox, to));
        sort_notices(&mut news);
        self.mark(outbox, to);
        outbox.hand_out(&news);
        news
    }

    /// The first instant after another at which a handoff changes by itself, or there may be something to tell: so long one
    /// may sleep, if no event comes before. None if nothing ever changes any more.
    ///
    /// An instant that lies before one that was asked about gives what comes after the latter.
    pub fn next_change_after(&mut self, instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let handoff = self.next_handoff_change(instant);
        let windows = Windows::of(self.network());
        let objective = windows.next_after(self.network(), instant);
        handoff.into_iter().chain(objective).min()
    }

    /// The objectives that were missed when their windows ended in a span.
    fn missed_objectives(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Notice> {
        let windows = Windows::of(self.network());
        let from = from.max(self.first_instant());
        let mut found = Vec::new();
        let mut day = windows.first_day(self.network(), from);
        while let Some(ends) = day.map(|day| (day, just_ended(self.network(), day))).filter(|&(_, at)| at <= to) {
            if ends.1 > from {
                found.extend(windows.missed(self, ends.0));
            }
            day = windows.next_end(self.network(), ends.0);
        }
        found
    }

    /// The same for an outbox: what it has not told, and what it told that is not true.
    fn objective_news(&mut self, outbox: &Outbox, to: DateTime<Utc>) -> Vec<Notice> {
        let asked = outbox.until().map(|until| until.min(to));
        let changed = self.changed_from(outbox).map(just_before);
        let pending = outbox.pending().filter_map(objective_instant).min().map(just_before);
        let from = [asked.unwrap_or(DateTime::<Utc>::MIN_UTC), to].into_iter().min();
        let from = from.into_iter().chain(changed).chain(pending).min().unwrap_or(to);
        let from = outbox.since().map_or(from, |since| since.max(from));
        let missed = self.missed_objectives(from, to);
        let ids: BTreeSet<&NoticeId> = missed.iter().map(|notice| &notice.id).collect();
        let told = outbox.ids().filter(|id| objective_instant(id).is_some_and(|at| at > from && at <= to));
        let untrue: Vec<Notice> = told.filter(|id| !ids.contains(id)).filter_map(|id| self.retract(id, to)).collect();
        missed.into_iter().filter(|notice| !outbox.has(&notice.id)).chain(untrue).collect()
    }

    /// Nothing was missed before anything happened: the day before the first event, or before the first recurring
    /// obligation begins.
    fn first_instant(&self) -> DateTime<Utc> {
        let network = self.network();
        let days = (0..network.terms_count()).filter_map(|at| network.terms(TermsIx::from(at)).in_force.from);
        let day = days.min().map(|day| just_ended(network, day));
        let first = self.first_at().into_iter().chain(day).min();
        first.map_or(DateTime::<Utc>::MAX_UTC, |at| at.checked_sub_signed(TimeDelta::days(2)).unwrap_or(at))
    }
}

fn just_before(at: DateTime<Utc>) -> DateTime<Utc> {
    at.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(at)
}

fn objective_instant(id: &NoticeId) -> Option<DateTime<Utc>> {
    id.instant_of(NoticeKind::Objective)
}

/// The first instant after a day, in the company's zone, at which all that was due on it can be seen.
fn just_ended(network: &Network, day: NaiveDate) -> DateTime<Utc> {
    Window::days(day, day)
        .map_or(DateTime::<Utc>::MAX_UTC, |window| window.ends_at(network) + TimeDelta::microseconds(1))
}

/// The objectives of all obligations, and when their windows end.
struct Windows {
    /// By obligation and objective: the terms that share it.
    aims: Vec<(Objective, Vec<TermsIx>)>,
}

impl Windows {
    fn of(network: &Network) -> Self {
        let mut aims: BTreeMap<(crate::network::NameIx, usize, String), (Objective, Vec<TermsIx>)> = BTreeMap::new();
        for ix in (0..network.terms_count()).map(TermsIx::from) {
            let terms = network.terms(ix);
            for (n, &objective) in terms.objectives.iter().enumerate() {
                let shared = aims.entry((terms.name, n, format!("{objective:?}"))).or_insert((objective, Vec::new()));
                shared.1.push(ix);
            }
        }
        Self { aims: aims.into_values().collect() }
    }

    fn is_end(&self, network: &Network, day: NaiveDate) -> bool {
        self.aims.iter().any(|(objective, _)| ends_on(network, *objective, day))
    }

    /// The first day on which a window ends whose end comes after an instant.
    fn first_day(&self, network: &Network, after: DateTime<Utc>) -> Option<NaiveDate> {
        let day = after.with_timezone(&network.home_zone()).date_naive();
        self.next_end(network, day.pred_opt()?.pred_opt()?)
    }

    /// The first day after another on which a window ends.
    fn next_end(&self, network: &Network, day: NaiveDate) -> Option<NaiveDate> {
        if self.aims.is_empty() {
            return None;
        }
        // The longest window is a year.
        std::iter::successors(day.succ_opt(), NaiveDate::succ_opt).take(367).find(|&day| self.is_end(network, day))
    }

    /// The first instant after another at which a window has ended.
    fn next_after(&self, network: &Network, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut day = self.first_day(network, after)?;
        while just_ended(network, day) <= after {
            day = self.next_end(network, day)?;
        }
        Some(just_ended(network, day))
    }

    /// The objectives whose windows end with a day and were not reached.
    fn missed(&self, tracker: &Tracker, day: NaiveDate) -> Vec<Notice> {
        let network = tracker.network();
        let ending = self.aims.iter().filter(|(objective, _)| ends_on(network, *objective, day));
        let judgement = tracker.judge(just_ended(network, day));
        let before = day.pred_opt().map(|before| (before, tracker.judge(just_ended(network, before))));
        let missed = ending.filter(|(objective, terms)| {
            let is_rolling = matches!(objective.over, Over::Rolling(_));
            let was_missed = || {
                let before = before.as_ref().filter(|_| is_rolling);
                before.is_some_and(|(day, judgement)| is_missed(judgement, *objective, terms, *day))
            };
            is_missed(&judgement, *objective, terms, day) && !was_missed()
        });
        missed.filter_map(|(objective, terms)| Some(notice(network, *objective, *terms.first()?, day))).collect()
    }
}

fn around(network: &Network, day: NaiveDate) -> Around {
    Around { as_of: day, reported: day, weeks: network.company().week_starts }
}

fn ends_on(network: &Network, objective: Objective, day: NaiveDate) -> bool {
    matches!(objective.over, Over::Rolling(_)) || Goal::new(objective, around(network, day)).window().1 == day
}

fn is_missed(judgement: &Judgement, objective: Objective, terms: &[TermsIx], day: NaiveDate) -> bool {
    let goal = Goal::new(objective, around(judgement.network(), day));
    let mut tally = Tally::default();
    let name = terms.first().map(|&ix| judgement.network().terms(ix).id.as_str());
    for handoff in judgement.of_obligation(name.unwrap_or_default()) {
        if terms.contains(&handoff.terms_ix()) && goal.covers(handoff.due_day()) {
            tally.count(goal.counted(handoff));
        }
    }
    goal.budget(tally, &Tally::default()).is_reached() == Some(false)
}

fn notice(network: &Network, objective: Objective, terms: TermsIx, day: NaiveDate) -> Notice {
    let (first, last) = Goal::new(objective, around(network, day)).window();
    let at = just_ended(network, day);
    let mut key = format!("{first}..{last}");
    if let Some(tier) = &network.terms(terms).tier {
        key = format!("{key} {tier}");
    }
    let share = objective.on_time * 100.0;
    key = format!("{key} {share}%");
    Notice::of_objective(network, terms, key, at)
}
