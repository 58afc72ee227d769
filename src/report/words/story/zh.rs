//! Chinese, in simplified characters.

use chrono::{DateTime, Datelike, FixedOffset};

use super::{StoryLabels, StoryWords};
use crate::analysis::delay::{Ended, Input, InputCounts, Reckoning, Step, Story};
use crate::report::story::hms;
use crate::tracker::{Happened, HeldTime, HoldReason, Moment, Status, Unmoved};

const LABELS: StoryLabels = StoryLabels {
    rule: "期限规则",
    happened: "经过",
    set_aside: "与此有关但不计入的记录",
    stands: "目前状态",
    inputs: "所需的前序交付",
    whose: "自身延误与承接延误",
    parts: "本环节及上游中超出应有时间的部分",
    shares: "延误归属",
    chain: "等待最久的环节，逐级列出",
    merged: "有责任的部门超过十个：其中时间最短的合并为一方，其份额按比例分摊。",
};

#[derive(Debug)]
pub(super) struct Chinese;

fn list(items: &[String]) -> String {
    items.join("、")
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Upcoming => "未开始",
        Status::Open => "进行中",
        Status::AtRisk => "有风险",
        Status::Paused => "暂停",
        Status::Overdue => "逾期未交",
        Status::Met => "按时",
        Status::Late => "迟交",
        Status::Waived => "免除",
    }
}

fn hold_reason(reason: HoldReason) -> &'static str {
    match reason {
        HoldReason::Paused => "需方暂停",
        HoldReason::UnderReview => "需方审核后退回",
        HoldReason::InputAway => "所依据的交付被退回",
        HoldReason::Withdrawn => "期间无需交付",
    }
}

fn unit(working: bool) -> &'static str {
    if working { "工作时间" } else { "自然时间" }
}

impl StoryWords for Chinese {
    fn labels(&self) -> &'static StoryLabels {
        &LABELS
    }

    fn instant(&self, at: DateTime<FixedOffset>) -> String {
        let day = ["一", "二", "三", "四", "五", "六", "日"];
        let day = day.get(at.weekday().num_days_from_monday() as usize).copied().unwrap_or_default();
        format!("{}（周{day}）{}", at.format("%Y-%m-%d"), at.format("%H:%M:%S %:z"))
    }

    fn title(&self, story: &Story<'_>) -> String {
        let record = &story.handoff;
        let tier = record.tier.map_or_else(String::new, |tier| format!("（级别{tier}）"));
        let excused = if record.excused { "，可免责" } else { "" };
        format!("{} {}{tier}：{}{excused}", record.obligation, record.key, status(record.status))
    }

    fn owed(&self, story: &Story<'_>, [deliverable, supplier, customer]: &[String; 3]) -> String {
        let record = &story.handoff;
        format!(
            "{deliverable}：由{supplier}（{}）交付{customer}（{}），依据协议{}，优先级{}。",
            record.supplier, record.customer, record.agreement, record.priority
        )
    }

    fn told(&self, story: &Story<'_>) -> String {
        let terms = &story.terms;
        let runs = if terms.counts_elapsed {
            "时间按自然时间计".to_owned()
        } else {
            format!("时间按日历{}的工作时间计", terms.calendar)
        };
        format!("截至{}，时刻均为{}时间；{runs}；时长为时:分:秒。", self.instant(story.as_of), terms.zone)
    }

    fn needs(&self, needs: &[String]) -> String {
        format!("需要{}", list(needs))
    }

    fn happened(&self, moment: &Moment, story: &Story<'_>) -> String {
        let until = || moment.rows.first().and_then(|row| row.until.as_deref()).unwrap_or_default();
        match moment.happened {
            Happened::Opened => "开始",
            Happened::Restarted => "重新开始，此前的经过不再计入",
            Happened::Delivered => "交付齐全",
            Happened::Incomplete => return format!("交付不全，缺{}", list(&moment.missing)),
            Happened::Accepted => "验收",
            Happened::AcceptedBySilence => "审核期满无异议，视为验收",
            Happened::Rejected => "退回，视为未交付",
            Happened::Paused => "暂停",
            Happened::Resumed => "恢复",
            Happened::Extended => return format!("期限内同意延至{}", until()),
            Happened::Promised => return format!("逾期后才延期：{}仅为承诺", until()),
            Happened::Waived => "免除",
            Happened::Rated => "评分",
            Happened::InputTakenBack => "所依据的交付被退回",
            Happened::InputBack => "所依据的交付已重新交付",
            Happened::Revised => {
                let tier = moment.tier.as_deref().map_or_else(String::new, |tier| format!("，级别{tier}"));
                let floor = if moment.due_at == moment.at { "；新期限已过，故以此刻为期限" } else { "" };
                return format!("条款重新确定{tier}{floor}");
            }
            Happened::Withdrawn => "变更后不再需要",
            Happened::AskedForAgain => "变更后再次需要",
            Happened::WithoutEffect => "无影响",
            Happened::Refused => "不计入",
            Happened::Judged => return format!("判定：{}", status(story.handoff.status)),
        }
        .to_owned()
    }

    fn says(&self, row: &str) -> String {
        format!("“{row}”")
    }

    fn reason(&self, reason: &str) -> String {
        format!("原因：{reason}")
    }

    fn outcome(&self, outcome: &str) -> String {
        format!("按记录的结果判定：{outcome}")
    }

    fn deadline(&self, due: &str) -> String {
        format!("期限{due}")
    }

    fn deadline_moved(&self, before: &str, after: &str) -> String {
        format!("期限由{before}改为{after}")
    }

    fn held(&self, hold: &HeldTime, from: &str, until: &str) -> String {
        let why: Vec<String> = hold.reasons.iter().map(|&reason| hold_reason(reason).to_owned()).collect();
        let why = if why.is_empty() { String::new() } else { format!("（{}）", list(&why)) };
        let lasts = if hold.lasts { "，尚未结束" } else { "" };
        let (elapsed, working) = (hms(hold.elapsed_s), hms(hold.working_s));
        format!("{from}至{until}停顿{lasts}{why}：自然时间{elapsed}，其中工作时间{working}")
    }

    fn took(&self, hold: &HeldTime, counts_from: &str) -> String {
        let from = if hold.counts_from == hold.from { String::new() } else { format!("（自{counts_from}起）") };
        let took = format!("占用{}{}{from}", unit(hold.in_working_time), hms(hold.took_s));
        match hold.unmoved {
            None if hold.ends_it => format!("{took}，期限不早于停顿结束时"),
            None => format!("{took}，期限相应顺延"),
            Some(Unmoved::BeforeMilestone) => format!("{took}；以事件为界的期限不变"),
            Some(Unmoved::AfterDeadline) => "停顿始于期限之后，期限不变".to_owned(),
            Some(Unmoved::Earlier) => "停顿全在期限确定之前，期限不变".to_owned(),
            Some(Unmoved::OutsideHours) => "其中没有工作时间，期限不变".to_owned(),
        }
    }

    fn taken_back(&self, row: &str, by: Option<(String, String)>) -> String {
        let by = by.map_or_else(String::new, |(place, reason)| {
            let reason = if reason.is_empty() { String::new() } else { format!("，原因：{reason}") };
            format!("（{place}{reason}）")
        });
        format!("{row}：已撤销{by}")
    }

    fn stands(&self, story: &Story<'_>) -> String {
        let record = &story.handoff;
        let mut said = vec![format!("期限{}", self.instant(record.due_at))];
        if record.original_due_at != record.due_at {
            said.push(format!("最初为{}", self.instant(record.original_due_at)));
        }
        if let Some(promised) = record.promised_at {
            said.push(format!("逾期后承诺{}", self.instant(promised)));
        }
        match record.delivered_at {
            Some(at) => said.push(format!("{}交付", self.instant(at))),
            None if record.status == Status::Waived => {}
            None => said.push("未交付".to_owned()),
        }
        let stands = status(record.status);
        if let (Some(late @ 1..), Some(working)) = (record.late_by_s, record.late_by_working_s) {
            let (elapsed, working) = (hms(late), hms(working));
            said.push(format!("{stands}{elapsed}，其中工作时间{working}"));
        } else {
            said.push(stands.to_owned());
        }
        said.push(format!("累计停顿{}", hms(record.held_s)));
        said.push(format!("共交付{}次", record.attempts));
        let lies = record.waits_for.as_deref();
        said.extend(lies.map(|with| format!("目前在{}", with.replace(';', "、"))));
        format!("{}。", said.join("；"))
    }

    fn input(&self, input: &Input, named: &str, promised: &str, came: &str) -> String {
        let counts = match input.counts {
            InputCounts::Counts if input.is_binding => "；等待最久",
            InputCounts::Counts => "",
            InputCounts::CameAfter => "；不计入：到达时本环节已完成",
            InputCounts::MissingThen => "；不计入：本环节未等它即已完成",
        };
        let ended = match input.ended {
            Ended::Delivered => format!("{came}到达"),
            Ended::Waived => format!("{came}免除"),
            Ended::Missing => format!("尚缺，按{came}计"),
        };
        format!("{named}（{}）：承诺{promised}，{ended}{counts}", input.handoff.owed.supplier.id)
    }

    fn reckoning(
        &self,
        of: &Reckoning,
        story: &Story<'_>,
        instant: &dyn Fn(&DateTime<FixedOffset>) -> String,
    ) -> Vec<String> {
        let record = &story.handoff;
        let unit = unit(!story.terms.counts_elapsed);
        let mut said = vec![format!("开始于{}", instant(&of.opened_at))];
        said.push(format!("按计划可着手于{}", instant(&of.planned_ready_at)));
        said.push(format!("计划期限{}", instant(&of.planned_due_at)));
        said.push(match of.allowance_s {
            Some(allowance) if of.had_time => format!("应有时间（着手至计划期限）：{unit}{}", hms(allowance)),
            Some(allowance) => format!("前序交付的承诺不早于本期限；应有时间自开始计：{unit}{}", hms(allowance)),
            None => "前序交付均按承诺及时到达，并无妨碍".to_owned(),
        });
        said.push(format!("实际可着手于{}", instant(&of.started_at)));
        said.push(format!("应完成于{}", instant(&of.allowed_until)));
        said.push(format!("期限{}", instant(&of.due_at)));
        let end = if of.is_provisional { "尚未完成，计至" } else { "完成于" };
        said.push(format!("{end}{}", instant(&of.finished_at)));
        let (inherited, own) = (record.inherited_delay_s.unwrap_or(0), record.own_delay_s.unwrap_or(0));
        let (due, from, end) = (instant(&of.due_at), instant(&of.own_from), instant(&of.finished_at));
        said.push(format!("承接延误{}（{due}至{from}），自身延误{}（其后至{end}）", hms(inherited), hms(own)));
        said
    }

    fn overran(&self, named: &str, allowed: &str) -> String {
        format!("{named}：应完成于{allowed}")
    }

    fn part(&self, department: &str, is_customer: bool, from: &str, until: &str, seconds: i64) -> String {
        let side = if is_customer { "作为需方（停顿与延期）" } else { "作为供方" };
        format!("{department}{side}：{}（{from}至{until}）", hms(seconds))
    }

    fn share(&self, cause: &str, seconds: i64) -> String {
        let cause = if cause == "plan" { "计划本身（前序交付承诺过晚）" } else { cause };
        format!("{cause}：{}", hms(seconds))
    }

    fn without(&self, department: &str, left: i64) -> String {
        format!("若无{department}的部分，将延误{}", hms(left))
    }

    fn step(&self, step: &Step, named: &str, promised: &str, finished: &str) -> String {
        let ended = match step.ended {
            Ended::Delivered => "完成",
            Ended::Waived => "免除",
            Ended::Missing => "仍缺",
        };
        let held =
            if step.held_up_s > 0 { format!("（其中需方停顿{}）", hms(step.held_up_s)) } else { String::new() };
        format!(
            "{named}（{}）：承诺{promised}，{finished}{ended}；经此传递{}，在此产生{}{held}",
            step.handoff.owed.supplier.id,
            hms(step.through_s),
            hms(step.stays_s)
        )
    }

    fn more(&self, n: usize) -> String {
        format!("……另有{n}项，全部见 `--format json`")
    }
}
