//! Chinese, in simplified characters.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};

use super::{Arose, Compared, Labels, Length, TimeUnit, Words};
use crate::analysis::Tally;
use crate::analysis::outlook::Pool;
use crate::calendar::{Span, Unit};
use crate::due::{
    Clock, Counted, Cycle, DayOfPeriod, DayOff, DaysOff, End, Explanation, Recurrence, Reference, Whichever,
};
use crate::log::{GivenProblem, IgnoredWhy, Quoted};
use crate::report::explain::{self, Dates};
use crate::{Period, PeriodLength};

const LABELS: Labels = Labels {
    // Headings.
    at_a_glance: "要点",
    overdue: "逾期未交",
    compliance: "履约情况",
    bottleneck: "瓶颈",
    load: "工作量",
    standing: "关系状况",
    complaints: "投诉",
    outlook: "展望",
    silence: "无消息",
    waived: "豁免",
    not_yet_due: "尚未到期",
    rows: "数据质量",
    // Captions.
    who_owes: "谁欠谁",
    ages: "逾期时长分布",
    worst_first: "全部逾期事项（最久者在前）",
    cleared: "一周前逾期、现已了结",
    as_supplier: "各部门作为供方",
    as_customer: "各部门作为内部客户",
    pairs: "部门之间",
    obligations: "各项义务",
    this_week: "本周",
    budget_caption: "各目标考核期内",
    trend: "按时率走势",
    quality: "一次合格率与客户评分",
    budgets: "目标与容错额度",
    silent_obligations: "没有任何消息的义务",
    silent_pairs: "没有任何消息的部门关系",
    additional: "额外交付（当时无可交付事项）",
    unmatched: "无法对应的事件",
    guessed: "推定对应的交付（未写明期间，归入数个期限中最近者）",
    opened_nothing: "未产生任何事项的里程碑（没有义务的条件成立）",
    rejected: "被拒绝的记录",
    // Column titles.
    pair: "供方对客户",
    department: "部门",
    obligation: "义务",
    agreement: "协议",
    what: "事项",
    handoffs: "件数",
    new: "新增",
    oldest: "最早到期",
    working: "工作时间",
    all_working: "工作时间合计",
    age: "逾期时长",
    since: "到期时间",
    overdue_for: "已逾期",
    is_now: "现状",
    delivered_at: "交付时间",
    due: "应交",
    met: "按时",
    late: "迟交",
    still_overdue: "逾期",
    excused: "免责",
    waived_count: "豁免",
    pending: "未到期",
    on_time: "按时率",
    with_excused: "计免责",
    change: "变化",
    delivered: "已交付",
    right_first: "一次合格",
    share: "占比",
    ratings: "评分数",
    mean: "均分（5分制）",
    objective: "目标",
    since_day: "起始",
    missed: "未履约",
    allowed: "额度",
    left: "剩余",
    burn: "已用额度",
    week_burn: "本周",
    unheard: "无消息",
    due_weeks: "六周应交",
    unheard_weeks: "六周无消息",
    last_heard: "最近消息",
    due_at: "到期",
    waived_caption: "本周到期而豁免",
    pending_caption: "即将到期（最近者在前）",
    status: "状态",
    departments: "部门",
    misses_saved: "可减少的未履约",
    lateness_saved: "可减少的迟延",
    late_steps: "迟延件数",
    own: "自身",
    inherited: "承接",
    caused: "造成",
    recovered: "追回",
    cause: "何方",
    whose: "延误何方",
    lateness: "迟延",
    open_before: "期初未完",
    arrivals: "新到",
    completions: "完成",
    open_now: "现未完",
    mean_age: "平均已开时长",
    mean_wait: "平均交付时长",
    with_load: "负荷与迟延",
    level: "状况",
    good_run: "连续良好",
    open_complaints: "未结投诉",
    kind: "类别",
    complaints_count: "件数",
    cumulative: "累计占比",
    number: "编号",
    made_at: "提出时间",
    root_cause: "根本原因",
    closed_before: "前次编号",
    quiet_for: "间隔",
    times: "次数",
    still_open: "未结",
    came_back: "再次发生",
    mean_to_resolve: "平均结案时长",
    breach: "逾期概率",
    likely_done: "预计完成",
    surely_done: "九成把握",
    never: "从未",
    all_together: "合计",
    nothing_overdue: "目前没有逾期事项。",
    no_silence: "凡有到期事项之处均有记录。",
    no_waived: "本周到期的事项均未豁免。",
    no_pending: "除逾期事项外没有未完成的事项。",
    no_rows: "全部记录均已计入。",
    // Statuses.
    status_upcoming: "未开始",
    status_open: "进行中",
    status_at_risk: "有风险",
    status_paused: "暂停",
    status_overdue: "逾期",
    status_met: "按时",
    status_late: "迟交",
    status_waived: "豁免",
    // Why a row acted on nothing.
    why_no_handoff: "尚无此事项",
    why_not_delivered: "尚无交付",
    why_not_paused: "并未暂停",
    why_opens_nothing: "该请求不产生事项",
    why_no_complaint: "无此未结投诉",
    why_no_target: "无此编号的记录",
    // Captions and sentences of delay, load, standing, complaints and outlook.
    but_for: "若某一部门无延误",
    but_for_both: "须两部门均无延误方可减少者",
    delay: "自身与承接的迟延",
    who_delayed_whom: "谁延误了谁",
    misses: "迟延的末端事项（最迟者在前）",
    load_caption: "本周工作量",
    standing_caption: "客户对供方的状况（最差者在前）",
    by_category: "按类别",
    by_cause: "按根本原因",
    open_complaints_caption: "未结投诉（最久者在前）",
    recurrences: "结案后再次发生",
    complaint_pairs: "按部门关系",
    outlook_caption: "最可能逾期者",
    plan: "计划本身",
    itself: "自身",
    unnamed: "未注明",
    too_few: "过少",
    not_reached: "未达",
    still_growing: "尚未交付，仍在增加。",
    too_little: "记录过少，不作预测。",
    no_misses: "本周到期事项均已履约。",
    no_bottleneck: "并无某一部门的延误起作用：协议约定的前项晚于所需。",
    no_complaints: "没有投诉。",
    nothing_open: "没有未完成的事项。",
    no_backtest: "过往预测过少，无法检验。",
    no_skill: "并不优于一律取当时的迟交比例，故不给出概率。",
    estranged: "关系破裂",
    dissatisfied: "不满意",
    wary: "有顾虑",
    satisfied: "满意",
    loyal: "忠诚",
    but_for_note: "每行为假设该部门无自身延误时本周的重演，其他部门仍按实际工作时间计。各行不可相加：同一事项可能由两个部门各自足以致迟。",
    terminal_note: "仅就末端事项（无其他事项需要者）相加，故不重复计时：自身与承接之和即迟延，各方造成之和亦然。“追回”为已赶上的前项\
         迟延，另列。时间为实际经过的小时与分。",
    all_note: "就全部事项相加：延误每传导一步即再计一次。",
    load_note: "为本报告时点所在周的未完、新到与完成件数。“负荷与迟延”为迟延与当时未完件数的等级相关系数（-1至+1），括号内为\
         事项数。",
    outlook_note: "概率取自进度相当、等待情况相同的事项的结果；时间取自同类事项以往所用时间（含未完成者），并计入本项已等待的时间。",
    // How to read the figures.
    overdue_note: "工作时间按供方日历计算。“新增”指一周前尚未逾期者。",
    compliance_note: "按时率＝按时÷（按时＋迟交＋逾期）；无到期事项则无此数。“计免责”另计入仅因所需前项迟到而误期者。“未到期”含\
         客户暂停者；未到期与豁免均不计入比率。事项按到期日归入各周，各周均以本报告时点评定。",
    budget_note: "目标允许少量事项未履约，即容错额度。“已用额度”为未履约数与额度之比，达到1.0即用尽；“本周”仅就本周而言，\
         高于1.0表示本周用量超出本周所得。无未履约者不列。",
    silence_note: "“无消息”指已到期而没有任何记录：无交付、无暂停、无豁免、无评分。有投诉也不算无消息。六周以本周为末周。",
    // Charts of the page.
    graph: "部门间的义务与履约",
    graph_caption: "部门关系图：名称旁为未交付件数，圆越大越多；箭头由供方指向内部客户",
    trends_caption: "各供方按时率逐周走势（虚线为目标）",
    heat_caption: "按时率：供方对内部客户",
    supplier: "供方",
    but_for_chart: "若各部门自身无延误，可避免的未履约件数",
    // What formats add.
    remarks: "备注",
    none: "无",
    contents: "目录",
    filter: "筛选",
    why_then: "为何是此时？",
    feed: "截止时间",
    feed_due: "到期：",
    feed_at_risk: "即将到期：",
    feed_from: "提供方：",
    feed_to: "接收方：",
    feed_rule: "约定：",
    // Sentences without a figure.
    new_this_week: "本周新增。",
    fair: "低10个百分点以内",
    bad: "低10个百分点以上",
    nothing_due: "本周无到期事项",
};

#[derive(Debug)]
pub(super) struct Chinese;

impl Words for Chinese {
    fn labels(&self) -> &'static Labels {
        &LABELS
    }

    fn html_tag(&self) -> &'static str {
        "zh-Hans"
    }

    fn between_sentences(&self) -> &'static str {
        ""
    }

    fn count(&self, n: u64) -> String {
        n.to_string()
    }

    fn short_length(&self, length: &Length) -> String {
        let unit = |unit: TimeUnit| match unit {
            TimeUnit::Days => "天",
            TimeUnit::Hours => "小时",
            TimeUnit::Minutes => "分",
            TimeUnit::Seconds => "秒",
        };
        let parts: Vec<String> = length.parts.iter().map(|&(n, of)| format!("{n}{}", unit(of))).collect();
        format!("{}{}", if length.is_negative { "-" } else { "" }, parts.concat())
    }

    fn long_length(&self, length: &Length) -> String {
        self.short_length(length)
    }

    fn short_date(&self, date: NaiveDate, with_year: bool) -> String {
        if with_year { self.date(date) } else { format!("{}月{}日", date.month(), date.day()) }
    }

    fn long_date(&self, date: NaiveDate) -> String {
        format!("{}（{}）", self.date(date), weekday(date.weekday()))
    }

    fn date(&self, date: NaiveDate) -> String {
        format!("{}年{}月{}日", date.year(), date.month(), date.day())
    }

    fn date_and_time(&self, date: &str, clock: &str) -> String {
        format!("{date}{clock}")
    }

    fn period(&self, period: Period) -> String {
        match period {
            Period::Day(date) => self.long_date(date),
            Period::Week { year, week } => format!("{year}年第{week}周"),
            Period::Month { year, month } => format!("{year}年{month}月"),
            Period::Quarter { year, quarter } => format!("{year}年第{quarter}季度"),
            Period::HalfYear { year, half: 1 } => format!("{year}年上半年"),
            Period::HalfYear { year, .. } => format!("{year}年下半年"),
            Period::Year(year) => format!("{year}年"),
            Period::Named { name, first } => format!("{}起的{name}", self.long_date(first)),
        }
    }

    fn days(&self, first: NaiveDate, last: NaiveDate) -> String {
        format!("{}至{}", self.date(first), self.date(last))
    }

    fn range(&self, from: u64, to: u64) -> String {
        format!("{from}至{to}")
    }

    fn list(&self, items: &[String]) -> String {
        match items {
            [] => LABELS.none.to_owned(),
            [one] => one.clone(),
            [most @ .., last] => format!("{}和{last}", most.join("、")),
        }
    }

    fn quoted(&self, name: &str) -> String {
        format!("“{name}”")
    }

    fn colon(&self, caption: &str) -> String {
        format!("{caption}：")
    }

    fn with_id(&self, name: &str, id: &str) -> String {
        format!("{name}（{id}）")
    }

    fn pair(&self, supplier: &str, customer: &str) -> String {
        format!("{supplier}→{customer}")
    }

    fn explanation(&self, why: &Explanation) -> String {
        explanation(why)
    }

    fn title(&self, is_week: bool, window: &str) -> String {
        format!("内部服务{}：{window}", if is_week { "周报" } else { "报告" })
    }

    fn as_of(&self, at: &str, zone: &str) -> String {
        format!("截至{at}（时区{zone}）。")
    }

    fn runs(&self, length: Option<PeriodLength>, from: &str, to: &str) -> String {
        let what = match length {
            Some(PeriodLength::Day) => return String::new(),
            Some(PeriodLength::Week) => "本周",
            Some(PeriodLength::Month) => "本月",
            Some(PeriodLength::Quarter) => "本季度",
            Some(PeriodLength::HalfYear) => "本半年",
            Some(PeriodLength::Year) => "本年度",
            Some(PeriodLength::Named(_)) | None => "报告期",
        };
        format!("{what}为{from}至{to}。")
    }

    fn owes(&self, supplier: &str, customer: &str, handoffs: usize) -> String {
        format!("{supplier}欠{customer}{handoffs}项")
    }

    fn overdue(&self, handoffs: usize, named: &str, other_pairs: usize) -> String {
        let more = match other_pairs {
            0 => String::new(),
            n => format!("，其余在另外{n}对部门之间"),
        };
        format!("目前有{handoffs}项逾期：{named}{more}。")
    }

    fn longest(&self, who: [&str; 2], deliverable: &str, key: &str, due: &str, late: [&str; 2]) -> String {
        let ([supplier, customer], [elapsed, working]) = (who, late);
        format!(
            "逾期最久：{supplier}欠{customer}“{deliverable}”（{key}），应于{due}交付，已逾期{elapsed}，其中工作时间{working}。"
        )
    }

    fn since_last_week(&self, now: usize, before: usize, new: usize, cleared: usize) -> String {
        match (before, now) {
            (0, 0) => "一周前亦无逾期事项。".to_owned(),
            (0, _) => "一周前无逾期事项。".to_owned(),
            (_, 0) => format!("一周前逾期{before}项，均已了结。"),
            _ => format!("一周前逾期{before}项，其中{cleared}项已了结；现有逾期事项中{new}项为新增。"),
        }
    }

    fn nothing_was_due(&self, window: &str) -> String {
        format!("{window}没有到期事项，故无按时率。")
    }

    fn kept(&self, window: &str, tally: &Tally, ratio: &str, compared: Compared<'_>) -> String {
        let (due, Tally { met, late, overdue, .. }) = (tally.due(), tally);
        let compared = match compared {
            Compared::NothingBefore => "（上周无到期事项）".to_owned(),
            Compared::Same => "，与上周持平".to_owned(),
            Compared::Up(points, before) => format!("，较上周的{before}上升{points}个百分点"),
            Compared::Down(points, before) => format!("，较上周的{before}下降{points}个百分点"),
        };
        format!("{window}应交{due}项：按时{met}项，迟交{late}项，仍逾期{overdue}项；按时率{ratio}{compared}。")
    }

    fn excused(&self, misses: u64, ratio: &str) -> String {
        format!("未履约者中{misses}项因所需前项迟到而免责，计入后按时率为{ratio}。")
    }

    fn left_out(&self, week: &Tally) -> String {
        let parts = [
            (week.early, "提前交付而期限未到"),
            (week.not_yet_due, "尚未到期"),
            (week.paused, "客户暂停"),
            (week.waived, "豁免"),
        ];
        let late = if week.waived_late == 0 {
            String::new()
        } else {
            format!("（其中{}项豁免时已逾期）", week.waived_late)
        };
        let parts = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what}{n}项"));
        format!("本周事项中不计入比率的：{}{late}。", self.list(&parts.collect::<Vec<_>>()))
    }

    fn all_reached(&self, agreements: usize) -> String {
        format!("全部{agreements}份协议均达到目标。")
    }

    fn not_reached(&self, agreements: usize, missed: &[String]) -> String {
        format!("{agreements}份协议中{}份未达目标：{}。", missed.len(), self.list(missed))
    }

    fn silence(&self, obligations: usize, pairs: usize) -> String {
        let between = if pairs == 0 { String::new() } else { format!("，{pairs}对部门之间") };
        format!("{obligations}项义务{between}虽有到期事项，却毫无消息。")
    }

    fn unused_rows(&self, rejected: usize, unmatched: usize) -> String {
        format!("日志中{rejected}条记录无法使用，{unmatched}条无对应事项，列于文末。")
    }

    fn age(&self, from: i64, until: Option<i64>) -> String {
        match until {
            Some(1) => "不足1天".to_owned(),
            Some(until) => format!("{from}至{until}天"),
            None => format!("{from}天以上"),
        }
    }

    fn first_due(&self, at: &str) -> String {
        format!("原定{at}到期。")
    }

    fn escalated(&self, level: usize, to: &str, at: &str) -> String {
        format!("已升级至第{level}级：{at}通知{to}。")
    }

    fn escalates(&self, to: &str, at: &str) -> String {
        format!("{at}将通知{to}。")
    }

    fn remedy(&self, is_due: bool, at: &str, text: &str) -> String {
        if is_due { format!("自{at}起应补救：{text}。") } else { format!("{at}起将须补救：{text}。") }
    }

    fn runs_out(&self, day: &str) -> String {
        format!("若每周皆如本周，额度将于{day}用尽。")
    }

    fn bottleneck(&self, who: &str, saved: usize, misses: usize, lateness: [&str; 2]) -> String {
        let [saved_s, late_s] = lateness;
        format!("瓶颈在{who}：若其无延误，本周{misses}项未履约中可减少{saved}项，{late_s}的迟延中可减少{saved_s}。")
    }

    fn more(&self, n: usize) -> String {
        format!("另外{n}项")
    }

    fn share(&self, who: &str, time: &str) -> String {
        format!("{who}{time}")
    }

    fn caused_by(&self, shares: &str) -> String {
        format!("责任：{shares}。")
    }

    fn came_with(&self, through: &str, what: &str, who: &str, arose: Arose<'_>) -> String {
        let came = format!("{through}随{who}的{what}而来");
        match arose {
            Arose::Earlier => format!("{came}，该处仅为传导。"),
            Arose::Here => format!("{came}，均起于该处。"),
            Arose::Partly(stays) => format!("{came}，其中{stays}起于该处。"),
        }
    }

    fn passed_on(&self, knock_on: f64) -> String {
        format!("就本周全部事项而言，每1小时自身延误又传导{knock_on:.1}小时。")
    }

    fn merged(&self, handoffs: usize) -> String {
        format!("其中{handoffs}项涉及十个以上部门，最小者合并计算。")
    }

    fn unknown_lateness(&self, handoffs: usize) -> String {
        format!("另有{handoffs}项仅由日志注明逾期，未说明逾期多久，不计入以上合计。")
    }

    fn standing_rule(&self, recovery: &str) -> String {
        format!("各方均自“满意”起。供方自身的未履约降一级；连续{recovery}次良好交付升一级。投诉未结时至多为“有顾虑”。")
    }

    fn changed(&self, from: &str, to: &str, at: &str) -> String {
        format!("{at}由“{from}”转为“{to}”。")
    }

    fn never_opened(&self, obligations: &str) -> String {
        format!("从未出现过事项的义务：{obligations}。")
    }

    fn complaints(&self, made: u64, open: usize, again: usize) -> String {
        format!("累计投诉{made}件：未结{open}件；结案后再次发生{again}件。")
    }

    fn basis(&self, pool: &Pool, size: usize, completed: usize) -> String {
        let of = match pool {
            Pool::Obligation(_) => "同一义务",
            Pool::Supplier(_) => "同一供方",
            Pool::All => "全部",
        };
        format!("依据{of}{size}项，其中完成{completed}项。")
    }

    fn backtest(&self, forecasts: usize, brier: f64, of_the_mean: f64) -> String {
        format!(
            "以过去数周的{forecasts}项预测检验：均方误差（Brier评分）为{brier:.3}，一律取当时迟交比例者为{of_the_mean:.3}，0为最佳。"
        )
    }

    fn coverage(&self, held: f64, nominal: f64) -> String {
        format!("所预测的完成时间有{held:.0}%落在名义{nominal:.0}%的区间内。")
    }

    fn waived(&self, reason: &str, was_late: bool) -> String {
        let late = if was_late { "豁免时已逾期。" } else { "" };
        match reason {
            "" => format!("{late}未说明原因。"),
            reason => format!("{late}豁免原因：{reason}。"),
        }
    }

    fn grace(&self, span: Span) -> String {
        format!("（宽限{}）", length(span))
    }

    fn opened_nothing(&self, milestone: &str, attributes: &[(String, String)], count: usize) -> String {
        let carried: Vec<String> = attributes.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        let carried = if carried.is_empty() { String::new() } else { format!("（{}）", carried.join("，")) };
        format!("{milestone}{carried}：{count}次")
    }

    fn pending(&self, all: usize, open: usize, at_risk: usize, paused: usize) -> String {
        format!("尚未到期{all}项：进行中{open}项，时间所剩无几（有风险）{at_risk}项，客户暂停{paused}项。")
    }

    fn rows(&self, rejected: usize, unmatched: usize, additional: usize) -> String {
        format!("被拒绝{rejected}条，无法对应{unmatched}条，额外交付{additional}条。")
    }

    fn more_rows(&self, n: usize) -> String {
        format!("另有{n}条")
    }

    fn ignored(&self, why: &IgnoredWhy) -> String {
        ignored(why)
    }

    fn last_week(&self, value: &str) -> String {
        format!("上周{value}")
    }

    fn of_delivered(&self, delivered: u64) -> String {
        format!("共交付{delivered}项")
    }

    fn pair_did(&self, pair: &str, due: u64, ratio: &str) -> String {
        match due {
            0 => format!("{pair}：无到期事项"),
            due => format!("{pair}：应交{due}项，按时率{ratio}"),
        }
    }

    fn good(&self, objective: &str) -> String {
        format!("按时率不低于{objective}")
    }

    fn due(&self, n: u64) -> String {
        format!("应交{n}项")
    }
}

pub(super) fn weekday(day: chrono::Weekday) -> &'static str {
    match day {
        chrono::Weekday::Mon => "周一",
        chrono::Weekday::Tue => "周二",
        chrono::Weekday::Wed => "周三",
        chrono::Weekday::Thu => "周四",
        chrono::Weekday::Fri => "周五",
        chrono::Weekday::Sat => "周六",
        chrono::Weekday::Sun => "周日",
    }
}

/// `；最接近的是“…”`, where anything is near.
fn near(nearest: Option<&Quoted>) -> String {
    nearest.map(|nearest| format!("；最接近的是“{nearest}”")).unwrap_or_default()
}

fn ignored(why: &IgnoredWhy) -> String {
    match why {
        // What a reader of files found comes in its own words.
        IgnoredWhy::Unreadable(problem) => format!("无法读取：{problem}"),
        IgnoredWhy::UnknownEvent { name, nearest } => {
            format!("未知事件“{name}”：既非协议中的节点，也非固有事件{}", near(nearest.as_ref()))
        }
        IgnoredWhy::UnknownObligation { id, nearest } => format!("未知应交事项“{id}”{}", near(nearest.as_ref())),
        IgnoredWhy::UnknownDepartment { id, nearest } => format!("未知部门“{id}”{}", near(nearest.as_ref())),
        IgnoredWhy::Missing { event, field } => format!("“{event}”缺少字段：{field}"),
        IgnoredWhy::BadCase(case) => format!("“{case}”不是案件号：“#”仅用于表示第几次，如“case#2”"),
        IgnoredWhy::BadPeriod(period) => {
            format!("“{period}”不是期间，应如2026-11-22、2026-W47、2026-11、2026-Q4或2026")
        }
        IgnoredWhy::BadScore(score) => format!("评分为“{score}”，应为1至5的整数"),
        IgnoredWhy::BadOutcome(outcome) => format!("结果为“{outcome}”，应为met或missed"),
        IgnoredWhy::BadUntil(until) => {
            format!("新期限为“{until}”，应为日期（如2026-11-22）或时刻（如2026-11-22T18:00:00+08:00）")
        }
        IgnoredWhy::FieldAsAttribute(name) => format!("“{name}”是事件的固有字段，不能作为属性"),
        IgnoredWhy::Given { obligation, attribute, problem } => {
            let problem = match problem {
                GivenProblem::Missing => "但该属性缺失".to_owned(),
                GivenProblem::Unreadable(value) => format!("但“{value}”既非日期也非时刻"),
            };
            format!("“{obligation}”的期限由节点的“{attribute}”给定，{problem}")
        }
        IgnoredWhy::BeyondHorizon(obligation) => format!("“{obligation}”的期限超出其日历的范围"),
        IgnoredWhy::BadYear(at) => format!("{at}的年份不在1900至2299之间"),
        IgnoredWhy::DuplicateId(id) => format!("编号“{id}”已属于另一条内容不同的记录"),
        IgnoredWhy::AfterAcceptance => "该交付在此次退回之前已被接受".to_owned(),
        IgnoredWhy::AfterReview => "验收期在此次退回之前已过，该交付已默认接受".to_owned(),
        IgnoredWhy::VoidRing => "该记录与其所撤销的记录互相撤销，故均不生效".to_owned(),
        IgnoredWhy::NoHandoff => LABELS.why_no_handoff.to_owned(),
        IgnoredWhy::NotDelivered => LABELS.why_not_delivered.to_owned(),
        IgnoredWhy::NotPaused => LABELS.why_not_paused.to_owned(),
        IgnoredWhy::OpensNothing => LABELS.why_opens_nothing.to_owned(),
        IgnoredWhy::NoComplaint => LABELS.why_no_complaint.to_owned(),
        IgnoredWhy::NoTarget => LABELS.why_no_target.to_owned(),
        IgnoredWhy::Additional => "当时已无可交付事项".to_owned(),
        IgnoredWhy::Guessed => "未写明期间，已计入期限最近的一期".to_owned(),
    }
}

fn explanation(why: &Explanation) -> String {
    let mut dates = SentenceDates::default();
    let mut text = how_counted(why, &mut dates);
    text.push('。');
    let mut dates = SentenceDates::default();
    let mut parts: Vec<String> =
        why.skipped.iter().take(explain::LISTED).map(|run| days_off(run, &mut dates)).collect();
    parts.extend(explain::unlisted(why).map(|more| format!("另有{more}天休息")));
    if why.roll.is_some_and(|roll| roll.at_or_before_trigger) {
        parts.push("若提前则已不晚于触发时刻，故顺延".to_owned());
    }
    if explain::is_back(why) {
        parts.push("提前至此前的工作日".to_owned());
    }
    parts.push(when_due(why, &mut dates));
    text.push_str(&parts.join("；"));
    let unknown = format!("日历“{}”不含该时段的节假日。", why.calendar);
    text.push('。');
    if let Some(other) = &why.other {
        let due = SentenceDates::default().instant(&other.due);
        let which = if other.whichever == Whichever::Earlier { "较早" } else { "较晚" };
        let told = format!("另一期限（{}）为{due}，两者以{which}者为准。", other.limit);
        text.push_str(&told);
    }
    text.push_str(if why.known { "" } else { &unknown });
    text
}

/// From what it counts, where the trigger came too late for its day, or within a shift of the day before.
fn counted_from(at: &DateTime<FixedOffset>, why: &Explanation, dates: &mut SentenceDates) -> String {
    let came = dates.instant(at);
    if let Some(cut_off) = why.cut_off {
        let late = if cut_off.on_day_off {
            "当日休息".to_owned()
        } else {
            format!("已到{}的受理截止时间", cut_off.clock)
        };
        return format!("{came}发生，{late}，故自{}起", dates.instant(&cut_off.counts_from));
    }
    let shift = why.shift.map(|day| format!("（属{}开始的班次）", dates.long(day)));
    format!("自{came}{}起", shift.unwrap_or_default())
}

fn how_counted(why: &Explanation, dates: &mut SentenceDates) -> String {
    let from = match (&why.counted, &why.from) {
        (Counted::GivenDate(_) | Counted::Nothing, _) | (_, Reference::Period(_)) => String::new(),
        (_, Reference::Trigger(at)) => counted_from(at, why, dates),
        (_, Reference::Milestone(at)) => format!("自{}倒数", dates.instant(at)),
    };
    match &why.counted {
        Counted::Time(span) if span.unit.is_business() => format!("{from}计{}，只计工作时间", length(*span)),
        Counted::Time(span) => format!("{from}计{}，不论是否上班", length(*span)),
        Counted::Days { span, last } => format!("{from}计{}，至{}", length(*span), dates.long(*last)),
        Counted::SameDay { date, over: true } => format!("{from}：{}的期限当时已过", dates.long(*date)),
        Counted::SameDay { date, over: false } => format!("{from}：当日为{}", dates.long(*date)),
        Counted::NextWeekday { date } => format!("{from}：下一个{}为{}", weekday(date.weekday()), dates.long(*date)),
        Counted::DayOfMonth { of, month, date } => {
            format!("{from}：{}{}为{}", Chinese.period(*month), day_of_period(*of, false), dates.long(*date))
        }
        Counted::End { span, back, end, last } => {
            let back = if *back { "倒数" } else { "起" };
            let from = format!("自{}结束时{back}计{}", dates.long(*end), length(*span));
            let exact = if span.unit.is_business() { "，只计工作时间" } else { "" };
            last.map_or(format!("{from}{exact}"), |last| format!("{from}，至{}", dates.long(last)))
        }
        Counted::DayOfPeriod { of, date } => format!("{}，即{}", recurrence(of), dates.long(*date)),
        Counted::GivenDate(date) => format!("给定日期为{}", dates.long(*date)),
        Counted::Nothing => match &why.from {
            Reference::Milestone(_) => "须在该节点发生时备妥".to_owned(),
            Reference::Trigger(_) | Reference::Period(_) => "给定时刻即为期限".to_owned(),
        },
    }
}

fn days_off(run: &DaysOff, dates: &mut SentenceDates) -> String {
    let days = run.to.signed_duration_since(run.from).num_days() + 1;
    let one_month = (run.from.year(), run.from.month()) == (run.to.year(), run.to.month());
    let first = dates.short(run.from);
    let name = match &run.why {
        DayOff::Week => "休息日",
        DayOff::Season(name) => {
            let of = name.as_ref().map_or("该时段", |name| name.in_language("zh"));
            &format!("休息日（{of}）")
        }
        DayOff::Holiday(None) => "假日",
        DayOff::Holiday(Some(name)) => name.in_language("zh"),
        DayOff::Substitute { of, name } => {
            let name = name.as_ref().map_or("假日", |name| name.in_language("zh"));
            &format!("{}{name}的补休日", dates.short(*of))
        }
    };
    match days {
        1 => format!("{first}是{name}"),
        2 if one_month => format!("{first}是{name}，{}日也是", run.to.day()),
        3 if one_month => {
            let second = run.from.succ_opt().unwrap_or(run.from);
            format!("{first}是{name}，{}日和{}日也是", second.day(), run.to.day())
        }
        _ if one_month => format!("{first}至{}日是{name}", run.to.day()),
        _ => format!("{first}至{}是{name}", dates.short(run.to)),
    }
}

fn when_due(why: &Explanation, dates: &mut SentenceDates) -> String {
    let offset = explain::offset(why.due);
    let time = explain::clock(why.due.time());
    match why.end {
        End::Close(day) if why.due.date_naive() == day => {
            format!("截止于{}下班时，{time}（{offset}）", dates.long(day))
        }
        End::Close(day) => {
            let close = dates.long(day);
            format!("截止于{close}下班时，{}{time}（{offset}）", dates.long(why.due.date_naive()))
        }
        End::Midnight(day) if explain::skipped(why, Clock::MIDNIGHT) => {
            format!("截止于{}结束时，时钟当时拨快至{time}（{offset}）", dates.long(day))
        }
        End::Midnight(day) => format!("截止于{}结束时，24:00（{offset}）", dates.long(day)),
        End::Milestone(day) => {
            let due = dates.instant(&why.due);
            format!("截止于{due}（{offset}），因该节点早于{}下班时", dates.long(day))
        }
        End::Clock(day, by) if explain::skipped(why, by) => {
            format!("截止于{}{by}，该时刻因拨快时钟而不存在，即{time}（{offset}）", dates.long(day))
        }
        End::Clock(day, clock) => format!("截止于{}{clock}（{offset}）", dates.long(day)),
        End::Exact => format!("截止于{}（{offset}）", dates.instant(&why.due)),
    }
}

pub(super) fn length(span: Span) -> String {
    let unit = match span.unit {
        Unit::Minutes => "分钟",
        Unit::Hours => "小时",
        Unit::BusinessMinutes => "工作分钟",
        Unit::BusinessHours => "工作小时",
        Unit::Days => "天",
        Unit::Weeks => "周",
        Unit::Months => "个月",
        Unit::Years => "年",
        Unit::BusinessDays => "个工作日",
    };
    format!("{}{unit}", span.count)
}

pub(super) fn recurrence(of: &Recurrence) -> String {
    let every = match of.cycle() {
        Cycle::Period(PeriodLength::Day) => "每日".to_owned(),
        Cycle::Period(PeriodLength::Week) => "每周".to_owned(),
        Cycle::Period(PeriodLength::Month) => "每月".to_owned(),
        Cycle::Period(PeriodLength::Quarter) => "每季度".to_owned(),
        Cycle::Period(PeriodLength::HalfYear) => "每半年".to_owned(),
        Cycle::Period(PeriodLength::Year) => "每年".to_owned(),
        Cycle::Period(PeriodLength::Named(name)) => format!("每个{name}"),
        Cycle::Weeks { count, from } => {
            format!("自{}年{}月{}日起每{count}周的", from.year(), from.month(), from.day())
        }
    };
    let is_month = of.month().is_some() || of.cycle() == Cycle::Period(PeriodLength::Month);
    let is_week = of.cycle() == Cycle::Period(PeriodLength::Week);
    let month = of.month().map(|month| format!("第{month}个月")).unwrap_or_default();
    match of.days() {
        [DayOfPeriod::EveryDay] => every,
        [DayOfPeriod::EveryBusinessDay] => "每个工作日".to_owned(),
        [DayOfPeriod::Weekday(day)] if is_week => format!("每{}", weekday(*day)),
        days => {
            let days: Vec<String> = days.iter().map(|day| day_of_period(*day, is_month)).collect();
            format!("{every}{month}{}", days.join("和"))
        }
    }
}

/// A day of a period, behind what names the period.
pub(super) fn day_of_period(day: DayOfPeriod, of_month: bool) -> String {
    let nth_last = |n: u16| if n == 1 { "最后一".to_owned() } else { format!("倒数第{n}") };
    match day {
        DayOfPeriod::Nth(n) if of_month => format!("{n}日"),
        DayOfPeriod::Nth(n) => format!("第{n}天"),
        DayOfPeriod::NthLast(n) => format!("{}天", nth_last(n)),
        DayOfPeriod::NthBusiness(n) => format!("第{n}个工作日"),
        DayOfPeriod::NthLastBusiness(n) => format!("{}个工作日", nth_last(n)),
        DayOfPeriod::NthWeekday(n, day) => format!("第{n}个{}", weekday(day)),
        DayOfPeriod::NthLastWeekday(n, day) => format!("{}个{}", nth_last(n), weekday(day)),
        DayOfPeriod::Weekday(day) => weekday(day).to_owned(),
        DayOfPeriod::Date { month, day } => format!("{month}月{day}日"),
        DayOfPeriod::EveryDay => "每日".to_owned(),
        DayOfPeriod::EveryBusinessDay => "每个工作日".to_owned(),
    }
}

/// Dates of one sentence: only the first of a year names it.
#[derive(Default)]
struct SentenceDates(Dates);

impl SentenceDates {
    /// `2026年10月5日`, `10月5日`.
    fn short(&mut self, date: NaiveDate) -> String {
        let year = if self.0.is_new_year(date) { format!("{}年", date.year()) } else { String::new() };
        format!("{year}{}月{}日", date.month(), date.day())
    }

    fn long(&mut self, date: NaiveDate) -> String {
        format!("{}（{}）", self.short(date), weekday(date.weekday()))
    }

    fn instant(&mut self, at: &DateTime<FixedOffset>) -> String {
        format!("{}{}", self.long(at.date_naive()), explain::clock(at.time()))
    }
}
