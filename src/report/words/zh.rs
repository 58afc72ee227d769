//! Chinese, in simplified characters.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};

use super::{Arose, Labels, Length, TimeUnit, Words};
use crate::analysis::Ratio;
use crate::analysis::outlook::Pool;
use crate::calendar::{Span, Unit};
use crate::due::{
    Clock, Counted, Cycle, DayOfPeriod, DayOff, DaysOff, End, Explanation, Recurrence, Reference, Whichever,
};
use crate::log::{GivenProblem, IgnoredWhy, Quoted};
use crate::report::explain::{self, Dates};
use crate::report::language::Style;
use crate::{Period, PeriodLength};

const LABELS: Labels = Labels {
    at_a_glance: "要点",
    overdue: "逾期未交",
    misses: "本期未按时",
    compliance: "按时情况",
    objectives: "未达或临近未达的目标",
    bottleneck: "瓶颈部门",
    next: "下期到期",
    complaints: "投诉与部门间满意状况",
    silence: "没有任何记录",
    rows: "数据质量",
    appendix: "附录",
    load: "工作量",
    standing: "部门间满意状况",
    outlook: "下期预判",
    waived: "豁免",
    budgets: "目标与容错额度",
    summary: "摘要",
    withdrawn: "已不再需要",
    definitions: "用语说明",
    not_kept: "未达目标",
    desk_empty: "目前没有已上报、待处理的事项。",
    at_stake: "后果",
    lies_with: "现在何处",
    comes_at: "上报时间",
    all_kept: "各协议均达到目标。",
    worst_first: "最久者在前",
    overdue_all: "全部逾期未交事项（最久者在前）",
    who_owes: "由谁提供给谁",
    ages: "逾期时长分布",
    cleared: "一周前逾期、现已了结",
    pair: "提供→接收",
    what: "事项",
    handoffs: "件数",
    new: "新增",
    oldest: "最早到期",
    all_working: "工作时间合计",
    age: "逾期时长",
    since: "自何时",
    late_working: "迟延（工作时间）",
    late_elapsed: "迟延（实际时间）",
    elapsed: "实际时间",
    is_now: "现状",
    delivered_at: "交付时间",
    new_this_week: "近一周新增。",
    overdue_note: "工作时间按该事项的日历计算，天数为到期日之后已过完的工作日。“新增”指一周前尚未逾期者。",
    nothing_overdue: "目前没有逾期未交的事项。",
    misses_worst: "最迟者在前",
    misses_all: "本期到期而未按时的全部事项（最迟者在前）",
    came_at: "交付",
    own: "自身",
    inherited: "上游带入",
    because_of: "谁的延误",
    itself: "自身",
    is_excused: "上游原因免考核：自身部分在约定时间内完成。",
    misses_note: "各表“迟”的含义一致：超过期限即为迟，不论多少，计至交付时或本报告时点。迟延（实际时间）＝自身＋上游带入；各部门造成之和与之相等。",
    no_misses: "本期到期事项均已按时。",
    as_supplier: "提供部门",
    as_customer: "接收部门",
    pairs: "部门之间",
    obligations: "应交事项",
    department: "部门",
    obligation: "应交事项",
    due: "应交",
    met: "按时",
    late: "迟交",
    still_overdue: "逾期未交",
    missed: "未按时",
    excused: "免考核",
    waived_count: "豁免",
    pending: "未到期",
    on_time: "按时率",
    with_excused: "按时率（含免考核）",
    between: "95%区间",
    usual: "平常范围",
    signal: "走势",
    word_usual: "平常",
    word_low: "偏低",
    word_high: "偏高",
    word_falling: "持续下降",
    word_rising: "持续上升",
    word_too_few: "太少，看不出",
    objective: "目标",
    delivered: "已交付",
    right_first: "一次合格",
    share: "占比",
    ratings: "评分数",
    mean: "均分（5分制）",
    all_together: "合计",
    compliance_note: "按时率＝按时÷（按时＋迟交＋逾期未交），只计已到期者；不足十项者只列件数。含免考核者另计入仅因上游迟到而误期的事项。“未到期”含提前交付与接收部门暂停者；未到期与豁免均不计入比率。事项按到期日归入各期。颜色以各行自己的目标为准。",
    whose: "何者",
    since_day: "起始",
    allowed: "允许",
    left: "剩余",
    at_risk: "超出最多者在前",
    budgets_of_agreements: "各协议（各目标的考核期内）",
    budgets_of_pairs: "部门之间（各目标的考核期内）",
    budgets_of_obligations: "各应交事项（各目标的考核期内）",
    budget_note: "目标允许少量事项未按时。“允许”为应交事项中可以未按时的件数，“剩余”为尚余的额度；低于零即已超出，目标未达。",
    but_for: "若某一部门没有延误",
    all_rows: "全部",
    but_for_both: "须两部门均无延误方可减少者",
    departments: "部门",
    misses_saved: "可减少的未按时",
    lateness_saved: "可减少的延误",
    delay: "各部门自身与上游带入的延误",
    late_steps: "迟的件数",
    caused: "造成",
    recovered: "赶回",
    who_delayed_whom: "谁延误了谁",
    cause: "责任部门",
    delayed: "受影响部门",
    lateness: "延误",
    plan: "约定本身",
    no_bottleneck: "没有哪个部门的延误起作用：协议约定的前置事项晚于所需。",
    but_for_note: "每行为假设该部门没有自身延误时本期的重演，其他部门仍按实际工作时间计。各行不可相加：同一事项可能由两个部门各自足以致迟。",
    terminal_note: "仅就最终环节（没有其他事项需要者）相加，故不重复计时：自身与上游带入之和即延误，各方造成之和亦然。“赶回”为已赶上的前置事项延误，另列。时间为实际时间。",
    all_note: "就全部事项相加：延误每传导一步即再计一次。",
    load_caption: "本报告时点所在周的工作量",
    open_before: "期初未完",
    arrivals: "新到",
    completions: "完成",
    open_now: "期末未完",
    mean_age: "平均已开时长",
    mean_wait: "平均交付时长",
    with_load: "忙时是否更易延误",
    too_few: "过少",
    load_note: "为本报告时点所在周的未完、新到与完成件数。“忙时是否更易延误”为延误与当时未完件数的等级相关系数（−1至+1），括号内为事项数。",
    day: "日期",
    recurring: "其中定期",
    next_by_day: "按日",
    next_all: "即将到期的事项（最近者在前）",
    due_at: "到期",
    status: "状态",
    outlook_caption: "最可能误期者",
    breach: "误期可能",
    likely_done: "五成可能在此前完成",
    surely_done: "九成可能在此前完成",
    not_reached: "超出记录，无法估计",
    too_little: "记录过少，不作预判。",
    nothing_open: "没有未完成的事项。",
    no_backtest: "过往预判过少，无法检验。",
    no_skill: "并不优于一律取当时的迟交比例，故不给出可能性。",
    outlook_note: "可能性取自进度相当、等待情况相同的事项的结果；时间取自同类事项以往所用时间（含未完成者），并计入本项已等待的时间。",
    by_category: "投诉类别",
    by_cause: "投诉根本原因",
    open_complaints_caption: "未办结投诉（最久者在前）",
    recurrences: "办结后再次发生",
    complaint_pairs: "各部门之间的投诉",
    kind: "类别",
    complaints_count: "件数",
    cumulative: "累计占比",
    number: "编号",
    made_at: "提出时间",
    root_cause: "根本原因",
    closed_before: "前次编号",
    quiet_for: "间隔",
    times: "次数",
    still_open: "未办结",
    came_back: "再次发生",
    mean_to_resolve: "平均办结时长",
    unnamed: "未注明",
    no_complaints: "没有投诉。",
    standing_worst: "接收部门对提供部门低于“满意”者",
    standing_caption: "接收部门对提供部门的满意状况（最差者在前）",
    level: "状况",
    good_run: "连续良好",
    open_complaints: "未办结投诉",
    all_satisfied: "各接收部门对其提供部门均为“满意”以上。",
    estranged: "关系破裂",
    dissatisfied: "不满意",
    wary: "有顾虑",
    satisfied: "满意",
    loyal: "忠诚",
    silent_obligations: "没有任何记录的应交事项",
    silent_pairs: "彼此没有任何记录的部门",
    unheard: "无记录",
    due_weeks: "历期应交",
    unheard_weeks: "历期无记录",
    last_heard: "最近记录",
    never: "从未",
    no_silence: "凡有到期事项之处均有记录。",
    silence_note: "“无记录”指已到期而没有任何记录：无交付、无暂停、无豁免、无评分。有投诉也不算无记录。",
    waived_caption: "本期到期而豁免",
    rejected: "无法使用的记录",
    unmatched: "对不上任何事项的记录",
    additional: "多余的交付记录",
    guessed: "未写明期间、归入最近期限的交付",
    identical: "内容重复、只计一次的记录",
    opened_nothing: "未产生任何事项的节点（条件均不成立）",
    line: "台账行号",
    row: "内容",
    why: "原因",
    same_as: "与何行相同",
    milestone: "节点",
    carried: "属性",
    event: "事件",
    no_rows: "台账记录均已按所写计入。",
    we_owe: "我方现欠",
    we_are_owed: "他方现欠我方",
    we_owe_next: "我方即将到期（最近者在前）",
    we_owe_nothing: "我方没有逾期未交的事项。",
    owed_nothing: "没有逾期未交给我方的事项。",
    our_misses: "我方未按时及原因",
    our_objectives: "我方目标",
    no_objectives: "没有设目标的到期事项。",
    status_upcoming: "未开始",
    status_open: "进行中",
    status_at_risk: "临期",
    status_paused: "暂停",
    status_overdue: "逾期未交",
    status_met: "按时",
    status_late: "迟交",
    status_waived: "豁免",
    why_no_handoff: "尚无此事项",
    why_not_delivered: "尚无交付",
    why_not_paused: "并未暂停",
    why_opens_nothing: "该请求不产生事项",
    why_no_complaint: "无此未办结投诉",
    why_no_target: "无此编号的记录",
    graph: "谁提供给谁，按时与否",
    graph_caption: "部门关系图：名称旁为未交付件数；箭头由提供部门指向接收部门，未达目标者加粗",
    trends_caption: "各提供部门逐期按时率：阴影为平常范围，虚线为目标，圆圈为异常的一期",
    heat_caption: "按时率：提供部门对接收部门",
    supplier: "提供部门",
    but_for_chart: "若各部门没有自身延误，可减少的未按时件数",
    good: "达到目标",
    fair: "低于目标，但未超出偶然",
    bad: "低于目标，超出偶然",
    nothing_due: "无目标或不足十项",
    remarks: "备注",
    none: "无",
    no_figure: "—",
    contents: "目录",
    filter: "筛选",
    why_then: "期限依据",
    feed: "截止时间",
    feed_at_risk: "临期：",
    feed_from: "提供部门：",
    feed_to: "接收部门：",
    feed_rule: "约定：",
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

    fn signed(&self, number: &str) -> String {
        number.replace('-', "−")
    }

    fn of(&self, part: u64, of: u64) -> String {
        format!("{of}项中{part}项")
    }

    fn working_days(&self, days: u64) -> String {
        format!("{days}个工作日")
    }

    fn short_length(&self, length: &Length) -> String {
        let unit = |unit: TimeUnit| match unit {
            TimeUnit::Days => "天",
            TimeUnit::Hours => "小时",
            TimeUnit::Minutes => "分",
            TimeUnit::Seconds => "秒",
        };
        let parts: Vec<String> = length.parts.iter().map(|&(n, of)| format!("{n}{}", unit(of))).collect();
        format!("{}{}", if length.is_negative { "−" } else { "" }, parts.concat())
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

    fn title(&self, is_week: bool, about: &str, at: &str) -> String {
        format!("内部服务{}：{about}，截至{at}", if is_week { "周报" } else { "报告" })
    }

    fn title_for(&self, department: &str, about: &str, at: &str) -> String {
        format!("{department}：{about}，截至{at}")
    }

    fn in_brackets(&self, name: &str, more: &str) -> String {
        format!("{name}（{more}）")
    }

    fn span(&self, first: NaiveDate, last: NaiveDate) -> String {
        let start = format!("{}月{}日", first.month(), first.day());
        if (first.year(), first.month()) == (last.year(), last.month()) {
            return format!("{start}至{}日", last.day());
        }
        format!("{start}至{}月{}日", last.month(), last.day())
    }

    fn on_desk(&self, handoffs: usize, whose: &str) -> String {
        if whose.is_empty() {
            format!("请您处理（{handoffs}项）")
        } else {
            format!("请您处理（{whose}，{handoffs}项）")
        }
    }

    fn reaches(&self, handoffs: usize) -> String {
        format!("若仍未交付，将上报至您（{handoffs}项）")
    }

    fn overdue_now(&self, [now, before, cleared, new]: [usize; 4], lies_with: &str, waiting: usize) -> String {
        let waiting = if waiting == 0 {
            String::new()
        } else {
            format!("；其中{waiting}项在等其他部门的前置事项")
        };
        format!("{now}项（一周前{before}项，已了结{cleared}项，新增{new}项），现在：{lies_with}{waiting}")
    }

    fn nothing_was_due(&self, window: &str) -> String {
        format!("{window}没有到期事项，故无按时率。")
    }

    fn on_time(&self, ratio: Ratio, with_excused: Option<&str>) -> String {
        let (low, high) = ratio.interval();
        let excused = with_excused.map(|ratio| format!("，含免考核{ratio}")).unwrap_or_default();
        let (part, of, between) = (ratio.part(), ratio.of(), Style::between(low, high));
        format!("{of}项中{part}项，{:.1}%（{between}）{excused}。", ratio.value() * 100.0)
    }

    fn got(&self, customers: &str, ratio: &str, of: u64, agreed: &str, missed_by: &str) -> String {
        format!("{customers}应收{of}项，按时{ratio}（约定{agreed}），未按时：{missed_by}")
    }

    fn lines(&self, said: &[String]) -> String {
        said.join("；")
    }

    fn falls_due(&self, handoffs: usize, recurring: usize, until: &str, lies_with: &str) -> String {
        format!("至{until}到期{handoffs}项，其中定期{recurring}项：{lies_with}")
    }

    fn nothing_next(&self, until: &str) -> String {
        format!("至{until}没有到期事项。")
    }

    fn data(&self, counts: [usize; 4]) -> String {
        let [unused, unmatched, guessed, identical] = counts;
        format!("{unused}条无法使用，{unmatched}条对不上事项，{guessed}条推定归入，{identical}条重复")
    }

    fn excused_lies_with(&self, who: &str) -> String {
        format!("{who}（免考核）")
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
        format!("已上报第{level}级：{at}报{to}。")
    }

    fn escalates(&self, to: &str, at: &str) -> String {
        format!("{at}将报{to}。")
    }

    fn remedy(&self, is_due: bool, at: &str, text: &str) -> String {
        if is_due { format!("自{at}起应补救：{text}。") } else { format!("{at}起将须补救：{text}。") }
    }

    fn rests_on(&self, rows: &str) -> String {
        format!("台账：{rows}。")
    }

    fn excused_by(&self, who: &str) -> String {
        format!("{who}（免考核）")
    }

    fn lies_with_now(&self, who: &str) -> String {
        format!("尚未交付，现在{who}。")
    }

    fn promised(&self, at: &str) -> String {
        format!("期限过后改约{at}。")
    }

    fn reasons(&self, reasons: &[String]) -> String {
        format!("台账所记原因：{}。", reasons.concat())
    }

    fn runs_out(&self, day: &str) -> String {
        format!("若各期皆如本期，额度将于{day}用尽。")
    }

    fn pairs_kept(&self, kept: usize, due: usize, idle: usize) -> String {
        let idle = if idle == 0 { String::new() } else { format!("另有{idle}个部门无到期事项。") };
        format!("有到期事项的{due}对部门中，{kept}对全部按时。{idle}")
    }

    fn nothing_due_of(&self, lines: usize) -> String {
        format!("另有{lines}行无到期事项，不列。")
    }

    fn quality_of(&self, what: &str) -> String {
        format!("{what}：一次合格与评分")
    }

    fn bottleneck(&self, who: &str, share: Option<&str>, saved: usize, misses: usize) -> String {
        let share = share.map(|share| format!("（占应交事项的{share}）")).unwrap_or_default();
        format!("{who}{share}：若其没有延误，{misses}项未按时中可减少{saved}项。")
    }

    fn without_others(&self, others: &str) -> String {
        format!("若其他部门没有延误，可减少的未按时：{others}。")
    }

    fn usual(&self, range: &str, periods: usize, word: &str) -> String {
        format!("平常范围{range}（据{periods}期），本期{word}。")
    }

    fn stood_out(&self, period: &str, share: &str, word: &str) -> String {
        format!("上一次异常：{period}（{share}，{word}）。")
    }

    fn sentence(&self, words: &str) -> String {
        format!("{words}。")
    }

    fn deliver_to(&self, customer: &str, what: &str) -> String {
        format!("交{customer}：{what}")
    }

    fn expect_from(&self, supplier: &str, what: &str) -> String {
        format!("收{supplier}：{what}")
    }

    fn about(&self, part: u64, of: u64) -> String {
        format!("约{of}项中{part}项")
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
            Arose::Earlier => format!("{came}，该处仅为带入。"),
            Arose::Here => format!("{came}，均起于该处。"),
            Arose::Partly(stays) => format!("{came}，其中{stays}起于该处。"),
        }
    }

    fn passed_on(&self, knock_on: f64) -> String {
        format!("就本期全部事项而言，每1小时自身延误又带入下游{knock_on:.1}小时。")
    }

    fn merged(&self, handoffs: usize) -> String {
        format!("其中{handoffs}项涉及十个以上部门，最小者合并计算。")
    }

    fn unknown_lateness(&self, handoffs: usize) -> String {
        format!("另有{handoffs}项仅由台账注明为迟，未说明迟多久，不计入以上合计。")
    }

    fn standing_rule(&self, recovery: &str) -> String {
        format!(
            "各接收部门均自“满意”起。提供部门自身未按时一次降一级，连续{recovery}次良好交付升一级，投诉未办结时至多为“有顾虑”。"
        )
    }

    fn changed(&self, from: &str, to: &str, at: &str) -> String {
        format!("{at}由“{from}”转为“{to}”。")
    }

    fn run_of(&self, run: u64, recovery: u64) -> String {
        format!("{run}／{recovery}")
    }

    fn silent(&self, deliverable: &str, pair: &str, due: u64) -> String {
        format!("{deliverable}（{pair}）：应交{due}项，没有任何记录")
    }

    fn never_opened(&self, obligations: &str) -> String {
        format!("从未产生过的应交事项：{obligations}。")
    }

    fn counted_kind(&self, kind: &str, count: u64) -> String {
        format!("{kind}{count}件")
    }

    fn complaints(&self, made: u64, open: usize, again: usize, most: &str) -> String {
        format!("累计投诉{made}件（{most}）：未办结{open}件，办结后再次发生{again}件。")
    }

    fn basis(&self, pool: &Pool, size: usize, completed: usize) -> String {
        let of = match pool {
            Pool::Obligation(_) => "同一应交事项",
            Pool::Supplier(_) => "同一提供部门",
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

    fn lies_with_us(&self, handoffs: usize) -> String {
        format!("现在我方（{handoffs}项）")
    }

    fn waits_for_others(&self, handoffs: usize) -> String {
        format!("在等其他部门（{handoffs}项）")
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

    fn rows(&self, counts: [usize; 3], guessed: usize, identical: usize, idle: usize) -> String {
        let [rejected, unmatched, additional] = counts;
        format!(
            "台账中{rejected}条无法使用，{unmatched}条对不上任何事项，多余的交付{additional}条，推定归入{guessed}条，\
             重复{identical}条。未产生任何事项的节点{idle}种。"
        )
    }

    fn more_rows(&self, n: usize) -> String {
        format!("另有{n}项")
    }

    fn rows_of(&self, shown: usize, of: usize, name: &str) -> String {
        format!("共{of}项，列出{shown}项；全部见{name}.csv")
    }

    fn ignored(&self, why: &IgnoredWhy) -> String {
        ignored(why)
    }

    fn definitions(&self) -> Vec<String> {
        [
            "事项：应交事项的一次发生，对应一个案件或一个期间。",
            "应交（到期）：至本报告时点期限已过。只有到期事项计入比率。",
            "按时：在经暂停、退回、延期调整后的期限前交付。",
            "免考核：虽迟，但提供部门自身部分在约定时间内完成，迟因前置事项。",
            "现在何处：目前由谁办理；缺前置事项者，为其所等的部门。",
            "自身与上游带入：延误中提供部门自身的部分，与随前置事项而来的部分。",
            "95%区间：比率因偶然可能的出入（Wilson）。",
        ]
        .map(str::to_owned)
        .to_vec()
    }

    fn worst_of(&self, what: &str) -> String {
        format!("{what}（最差者在前）")
    }

    fn graph(&self, departments: usize, pairs: usize, below: usize) -> String {
        format!("{departments}个部门，{pairs}对提供与接收，其中{below}对低于目标且超出偶然。数字见部门之间的表。")
    }

    fn shown(&self) -> &'static str {
        "{1}行中{0}行"
    }

    fn trend_now(&self, ratio: &str, due: u64, least: u64, most: u64) -> String {
        format!("{ratio}（本期{due}项，各期{least}至{most}项）")
    }

    fn pair_did(&self, pair: &str, due: u64, ratio: &str) -> String {
        match due {
            0 => format!("{pair}：无到期事项"),
            due => format!("{pair}：应交{due}项，按时率{ratio}"),
        }
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

/// What a reader of files found: the commonest in Chinese, all else in the reader's own words.
fn unreadable(problem: &str) -> String {
    let rest = problem.strip_prefix('`');
    match rest.and_then(|rest| rest.split_once("` is not an instant: expected one like ")) {
        Some((text, like)) => format!("“{text}”不是时刻，应如{like}"),
        None => format!("无法读取：“{problem}”"),
    }
}

fn ignored(why: &IgnoredWhy) -> String {
    match why {
        IgnoredWhy::Unreadable(problem) => unreadable(problem),
        IgnoredWhy::UnknownEvent { name, nearest } => {
            format!("未知事件“{name}”：既非协议中的节点，也非固有事件{}", near(nearest.as_ref()))
        }
        IgnoredWhy::UnknownObligation { id, nearest } => format!("未知应交事项“{id}”{}", near(nearest.as_ref())),
        IgnoredWhy::UnknownDepartment { id, nearest } => format!("未知部门“{id}”{}", near(nearest.as_ref())),
        IgnoredWhy::Missing { event, field } => {
            // The fields stand between marks, in a phrase.
            let fields: Vec<String> = field.split('`').skip(1).step_by(2).map(|name| format!("“{name}”")).collect();
            format!("“{event}”缺少字段{}", fields.join("或"))
        }
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
    let last = dates_to(run, days, one_month, dates);
    let is = match &run.why {
        DayOff::Week => "为休息日".to_owned(),
        DayOff::Season(name) => {
            format!("为休息日（{}）", name.as_ref().map_or("该时段", |name| name.in_language("zh")))
        }
        DayOff::Holiday(None) => "为假日".to_owned(),
        DayOff::Holiday(Some(name)) => format!("在{}假期内", name.in_language("zh")),
        DayOff::Substitute { of, name } => {
            let name = name.as_ref().map_or("假日", |name| name.in_language("zh"));
            format!("为{}{name}的补休日", dates.short(*of))
        }
    };
    format!("{first}{last}{is}")
}

/// `至7日`, `至10月7日`; of one day, nothing.
fn dates_to(run: &DaysOff, days: i64, one_month: bool, dates: &mut SentenceDates) -> String {
    match days {
        1 => String::new(),
        _ if one_month => format!("至{}日", run.to.day()),
        _ => format!("至{}", dates.short(run.to)),
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

/// `每月`.
pub(super) fn each(length: PeriodLength) -> String {
    match length {
        PeriodLength::Day => "每日".to_owned(),
        PeriodLength::Week => "每周".to_owned(),
        PeriodLength::Month => "每月".to_owned(),
        PeriodLength::Quarter => "每季度".to_owned(),
        PeriodLength::HalfYear => "每半年".to_owned(),
        PeriodLength::Year => "每年".to_owned(),
        PeriodLength::Named(name) => format!("每个{name}"),
    }
}

pub(super) fn recurrence(of: &Recurrence) -> String {
    let every = match of.cycle() {
        Cycle::Period(length) => each(length),
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
