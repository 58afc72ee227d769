//! Chinese, in simplified characters.

use chrono::{Datelike, NaiveDate, Weekday};

use super::{AgreementLabels, AgreementWords, Names};
use crate::calendar::{DayEnds, Roll, Span};
use crate::due::{Cycle, DueRule, Form, Limit, Milestones, MonthOf, NextDay, Side, Trigger, Whichever};
use crate::network::{Bounds, Moment, Over, Priority, TimeRange};
use crate::report::words::zh::{day_of_period, each, length, recurrence, weekday};

const LABELS: AgreementLabels = AgreementLabels {
    title: "部门间服务约定",
    how_to_read: "期限的计算，除另有约定外：事件发生当日不计入，自次日起算；最后一日于下班时（日历注明24:00者，于24:00）届满。最后一日为休息日的，顺延至下一\
        个工作日；须在某事件之前完成的，提前至此前的工作日。小时和分钟精确计算；工作小时、工作日只计工作时间。恰于期限届满\
        时交付的，视为按时。未约定验收期的，在客户接受之前均可退回。以约定文件中的规则为准；本文为同一规则的文字说明。",
    parties: "各方",
    party: "部门",
    owes: "应交事项",
    is_owed: "应收事项",
    hours: "工作时间",
    calendar: "日历",
    due: "期限",
    rule: "规则原文",
    by_tier: "依案件类别而定，见下表",
    only_if: "仅当",
    needs: "前项",
    complete_with: "须附",
    cut_off: "受理截止",
    while_open: "尚未完成时",
    ignored_while_open: "同一案件再次发生的，不产生影响",
    restarts_while_open: "同一案件再次发生的，重新起算",
    day_off: "逢休息日",
    about_the_previous: "内容为到期所在期间的上一期",
    review: "验收",
    told: "通知",
    remedy: "补救",
    objective: "目标",
    priority: "优先级",
    tiers: "按案件类别（以首个符合者为准）",
    tier: "类别",
    whose: "适用于",
    all_others: "其余各项",
    of_period: "期间",
    if_on: "若发生于",
    no_first_day: "未列期限：约定及公司均未写明起始日，亦未指定起算日。",
    nothing_more_due: "自该日起不再有到期事项。",
    given_each_time: "期限由事件本身给定。",
    examples: "实例（已与规则核对）",
    carries: "情形",
    why: "如何得出",
    signatures: "各方确认",
    signature: "姓名及签字",
    date: "日期",
    no_obligations: "其中没有任何事项。",
    semicolon: "；",
};

#[derive(Debug)]
pub(super) struct Chinese;

impl AgreementWords for Chinese {
    fn labels(&self) -> &'static AgreementLabels {
        &LABELS
    }

    fn rule(&self, rule: &DueRule, promptly: Option<Span>, names: &Names<'_>) -> String {
        let limits: Vec<String> = rule.limits().map(|it| limit(it, promptly, names)).collect();
        match rule.whichever() {
            None => limits.concat(),
            Some(Whichever::Earlier) => format!("{}，以较早者为准", limits.join("，或")),
            Some(Whichever::Later) => format!("{}，以较晚者为准", limits.join("，或")),
        }
    }

    fn request(&self) -> &'static str {
        "客户提出请求"
    }

    fn delivery_of(&self, deliverable: &str) -> String {
        format!("“{deliverable}”交付")
    }

    fn sign_off_of(&self, deliverable: &str) -> String {
        format!("“{deliverable}”验收")
    }

    fn is_one_of(&self, attribute: &str, operands: &[String]) -> String {
        format!("{attribute}为{}", operands.join("或"))
    }

    fn is_none_of(&self, attribute: &str, operands: &[String]) -> String {
        format!("{attribute}不为{}", operands.join("或"))
    }

    fn starts_with(&self, attribute: &str, starts: &[String]) -> String {
        format!("{attribute}以{}开头", starts.join("或"))
    }

    fn number(&self, attribute: &str, bounds: &Bounds) -> String {
        let Bounds { over, at_least, under, at_most } = bounds;
        let parts = [("大于", over), ("不小于", at_least), ("小于", under), ("不大于", at_most)];
        let parts: Vec<String> =
            parts.into_iter().filter_map(|(word, n)| n.as_ref().map(|n| format!("{word}{n}"))).collect();
        format!("{attribute}{}", parts.join("且"))
    }

    fn time_of_day(&self, range: TimeRange) -> String {
        let clock = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
        match (range.from.map(clock), range.until.map(clock)) {
            (Some(from), Some(until)) => format!("发生于{from}（含）至{until}（不含）之间"),
            (Some(from), None) => format!("发生于{from}（含）以后"),
            (None, Some(until)) => format!("发生于{until}之前"),
            (None, None) => "发生于任何时间".to_owned(),
        }
    }

    fn value(&self, value: &str) -> String {
        format!("“{value}”")
    }

    fn value_of(&self, attribute: &str) -> String {
        format!("{attribute}之值")
    }

    fn all_of(&self, conditions: &[String]) -> String {
        conditions.join("，且")
    }

    fn obligation(&self, number: usize, pair: &str, deliverable: &str) -> String {
        format!("{number}. {pair}：{deliverable}")
    }

    fn in_force(&self, from: Option<String>, until: Option<String>) -> String {
        match (from, until) {
            (Some(from), Some(until)) => format!("有效期自{from}至{until}（均含当日）"),
            (Some(from), None) => format!("自{from}起有效"),
            (None, Some(until)) => format!("有效期至{until}（含当日）"),
            (None, None) => String::new(),
        }
    }

    fn customer(&self, name: &str) -> String {
        format!("内部客户（另有写明者除外）：{name}")
    }

    fn promptly(&self, span: Span) -> String {
        format!("“及时”指{}内", length(span))
    }

    fn objective(&self, share: &str, over: Over, grace: Option<Span>) -> String {
        let over = match over {
            Over::Rolling(span) => format!("最近{}", length(span)),
            Over::Week => "每周".to_owned(),
            Over::Month => "每个自然月".to_owned(),
            Over::Quarter => "每个季度".to_owned(),
            Over::Year => "每个自然年".to_owned(),
        };
        let grace = grace.map(|span| format!("（逾期不超过{}者视为按时）", length(span))).unwrap_or_default();
        format!("{over}按时率不低于{share}{grace}")
    }

    fn hours(&self, days: &str, hours: &[String]) -> String {
        format!("{days}{}", hours.join("、"))
    }

    fn days(&self, first: Weekday, last: Weekday) -> String {
        if first == last { weekday(first).to_owned() } else { format!("{}至{}", weekday(first), weekday(last)) }
    }

    fn season(&self, name: &str, days: &str, hours: &str) -> String {
        let name = if name.is_empty() { String::new() } else { format!("（{name}）") };
        format!("{days}{name}：{hours}")
    }

    fn day_of_year(&self, day: NaiveDate) -> String {
        format!("{}月{}日", day.month(), day.day())
    }

    fn yearly(&self, first: &str, last: &str) -> String {
        format!("每年{first}至{last}")
    }

    fn calendar(&self, id: &str, zone: &str, ends: DayEnds) -> String {
        let ends = match ends {
            DayEnds::Close => "每日以下班时为止",
            DayEnds::Midnight => "每日以24:00为止",
        };
        format!("{id}（时区{zone}），{ends}")
    }

    fn cut_off(&self, clock: &str) -> String {
        format!("{clock}或以后、以及休息日发生的，自下一个工作日上班时起算")
    }

    fn review(&self, span: Span, customer: &str) -> String {
        format!("{customer}可在{}内退回，逾期未退回视为接受", length(span))
    }

    fn told(&self, who: &str, when: Moment) -> String {
        match when {
            Moment::Percent(percent) => format!("时限用去{percent}%时通知{who}"),
            Moment::Deadline => format!("到期时通知{who}"),
            Moment::Notice(notice) if notice.span.count == 0 => format!("到期时通知{who}"),
            Moment::Notice(notice) => {
                let side = if notice.side == Side::Before { "到期前" } else { "到期后" };
                format!("{side}{}通知{who}", length(notice.span))
            }
        }
    }

    fn remedy(&self, after: Span, text: &str) -> String {
        format!("到期后{}仍未交付的：{text}", length(after))
    }

    fn roll(&self, roll: Roll) -> &'static str {
        match roll {
            Roll::Unadjusted => "期限不变",
            Roll::Following => "顺延至下一个工作日",
            Roll::Preceding => "提前至此前的工作日",
            Roll::ModifiedFollowing => "顺延至下一个工作日；若已属下月，则提前至此前的工作日",
            Roll::ModifiedPreceding => "提前至此前的工作日；若已属上月，则顺延至下一个工作日",
            Roll::HalfMonthModifiedFollowing => "顺延至下一个工作日；若已属另一半月，则提前至此前的工作日",
            Roll::Nearest => "移至最近的工作日",
        }
    }

    fn priority(&self, priority: Priority) -> &'static str {
        match priority {
            Priority::Low => "低",
            Priority::Normal => "一般",
            Priority::High => "高",
            Priority::Critical => "最高",
        }
    }

    fn signed(&self, document: &str) -> String {
        format!("{document}（须签字）")
    }

    fn next_deadlines(&self, from: &str) -> String {
        format!("自{from}起的近期期限")
    }

    fn period_number(&self, period: &str, number: u16) -> String {
        format!("{period}第{number}项")
    }
}

fn limit(limit: &Limit, promptly: Option<Span>, names: &Names<'_>) -> String {
    let of = |milestones: &Milestones| happened(milestones, names.trigger);
    let clock = limit.clock().map(|clock| clock.to_string());
    // Behind a day that is named already, and behind a length whose last day it closes.
    let on_it = |otherwise: &str| clock.as_ref().map_or(otherwise.to_owned(), |clock| format!("{clock}前"));
    let last_day = clock.as_ref().map(|clock| format!("（截至最后一日{clock}）")).unwrap_or_default();
    match limit.form() {
        Form::Every(recurs) => format!("不迟于{}{}", recurrence(recurs), clock.as_deref().unwrap_or_default()),
        Form::BeforeEnd { lead, of } => format!("不迟于{}结束前{}{last_day}", cycle(*of), length(*lead)),
        Form::AfterEnd { span, of } => format!("{}结束后{}内{last_day}", cycle(*of), length(*span)),
        Form::Within { span, of: milestones } => format!("{}后{}内{last_day}", of(milestones), length(*span)),
        Form::SameDay { of: milestones } => format!("{}当日{}", of(milestones), on_it("内")),
        Form::NextDay { day, of: milestones } => {
            let day = match day {
                NextDay::Any => "次日".to_owned(),
                NextDay::Business => "后的下一个工作日".to_owned(),
                NextDay::Weekday(day) => format!("后的下一个{}", weekday(*day)),
            };
            format!("不迟于{}{day}{}", of(milestones), clock.as_deref().unwrap_or_default())
        }
        Form::DayOfMonth { day, month, of: milestones } => {
            let month = match month {
                MonthOf::Same => "当月".to_owned(),
                MonthOf::Next => "次月".to_owned(),
                MonthOf::After(span) => format!("后{}所在月的", length(*span)),
            };
            let day = day_of_period(*day, true);
            format!("不迟于{}{month}{day}{}", of(milestones), clock.as_deref().unwrap_or_default())
        }
        Form::Promptly { of: milestones } => {
            let meaning = promptly.map(|span| format!("（{}内）", length(span))).unwrap_or_default();
            format!("{}后及时{meaning}{last_day}", of(milestones))
        }
        Form::Before { lead: None, of: milestones } => format!("{}之前", of(milestones)),
        Form::Before { lead: Some(lead), of: milestones } => {
            format!("至少在{}前{}{last_day}", of(milestones), length(*lead))
        }
        Form::Given { attribute, of: milestones } => {
            let clock = clock.as_ref().map(|clock| format!("（给定日期的，为当日{clock}）")).unwrap_or_default();
            format!("不迟于{}时“{}”所给定的期限{clock}", of(milestones), (names.word)(attribute))
        }
    }
}

/// `“过户”、“抵押”或“登记”发生`; of a single one, only its name.
fn happened(milestones: &Milestones, name: &dyn Fn(&Trigger) -> String) -> String {
    let names: Vec<String> = milestones.as_slice().iter().map(name).collect();
    match &*names {
        [one] => one.clone(),
        [most @ .., last] if milestones.is_all() => format!("{}和{last}均发生", most.join("、")),
        [most @ .., last] => format!("{}或{last}发生", most.join("、")),
        [] => String::new(),
    }
}

fn cycle(of: Cycle) -> String {
    match of {
        Cycle::Period(length) => each(length),
        Cycle::Weeks { count, from } => format!("自{from}起每{count}周"),
    }
}
