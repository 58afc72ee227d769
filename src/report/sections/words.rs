//! The standing words of the weekly report: headings, column titles, notes.

use super::super::language::Phrase;

macro_rules! phrases {
    ($($name:ident: $en:literal, $zh:literal;)*) => {
        $(pub(super) const $name: Phrase = Phrase { en: $en, zh: $zh };)*
    };
}

phrases! {
    // Headings.
    AT_A_GLANCE: "At a glance", "要点";
    OVERDUE: "Overdue", "逾期未交";
    COMPLIANCE: "Compliance", "履约情况";
    BOTTLENECK: "Bottleneck", "瓶颈";
    LOAD: "Load", "工作量";
    STANDING: "Standing", "关系状况";
    COMPLAINTS: "Complaints", "投诉";
    OUTLOOK: "Outlook", "展望";
    SILENCE: "Silence", "无消息";
    WAIVED: "Waived", "豁免";
    NOT_YET_DUE: "Not yet due", "尚未到期";
    ROWS: "Rows that count for nothing", "未计入的记录";

    // Captions.
    WHO_OWES: "Who owes whom", "谁欠谁";
    AGES: "How long it has been overdue", "逾期时长分布";
    WORST_FIRST: "Everything overdue, the longest first", "全部逾期事项（最久者在前）";
    CLEARED: "Overdue a week ago, and cleared since", "一周前逾期、现已了结";
    AS_SUPPLIER: "Departments as suppliers", "各部门作为供方";
    AS_CUSTOMER: "Departments as customers", "各部门作为内部客户";
    PAIRS: "Pairs of departments", "部门之间";
    OBLIGATIONS: "Obligations", "各项义务";
    THIS_WEEK: "The week", "本周";
    BUDGET_CAPTION: "Over the window of each objective", "各目标考核期内";
    TREND: "On time, week by week", "按时率走势";
    QUALITY: "Right the first time, and what the customers thought", "一次合格率与客户评分";
    BUDGETS: "Objectives and error budgets", "目标与容错额度";
    SILENT_OBLIGATIONS: "Obligations nobody heard of", "没有任何消息的义务";
    SILENT_PAIRS: "Pairs of departments in silence", "没有任何消息的部门关系";
    ADDITIONAL: "Delivered in addition, with nothing left to deliver", "额外交付（当时无可交付事项）";
    UNMATCHED: "Events that match no handoff", "无法对应的事件";
    REJECTED: "Rejected rows", "被拒绝的记录";

    // Column titles.
    PAIR: "Who owes whom", "供方对客户";
    DEPARTMENT: "Department", "部门";
    OBLIGATION: "Obligation", "义务";
    AGREEMENT: "Agreement", "协议";
    WHAT: "What", "事项";
    HANDOFFS: "Handoffs", "件数";
    NEW: "New", "新增";
    OLDEST: "Oldest since", "最早到期";
    WORKING: "Working time", "工作时间";
    ALL_WORKING: "Working time, all", "工作时间合计";
    AGE: "Overdue for", "逾期时长";
    SINCE: "Since", "到期时间";
    OVERDUE_FOR: "Overdue for", "已逾期";
    IS_NOW: "Is now", "现状";
    DELIVERED_AT: "Delivered", "交付时间";
    DUE: "Due", "应交";
    MET: "Met", "按时";
    LATE: "Late", "迟交";
    STILL_OVERDUE: "Overdue", "逾期";
    EXCUSED: "Excused", "免责";
    WAIVED_COUNT: "Waived", "豁免";
    PENDING: "Pending", "未到期";
    ON_TIME: "On time", "按时率";
    WITH_EXCUSED: "With excused", "计免责";
    CHANGE: "Change", "变化";
    DELIVERED: "Delivered", "已交付";
    RIGHT_FIRST: "Right first time", "一次合格";
    SHARE: "Share", "占比";
    RATINGS: "Ratings", "评分数";
    MEAN: "Mean of 5", "均分（5分制）";
    OBJECTIVE: "Objective", "目标";
    SINCE_DAY: "Since", "起始";
    MISSED: "Missed", "未履约";
    ALLOWED: "Allowed", "额度";
    LEFT: "Left", "剩余";
    BURN: "Budget used", "已用额度";
    WEEK_BURN: "This week", "本周";
    UNHEARD: "Unheard", "无消息";
    DUE_WEEKS: "Due, six weeks", "六周应交";
    UNHEARD_WEEKS: "Unheard, six weeks", "六周无消息";
    LAST_HEARD: "Last heard", "最近消息";
    DUE_AT: "Due", "到期";
    WAIVED_CAPTION: "Due in the week and waived", "本周到期而豁免";
    PENDING_CAPTION: "What comes next, the nearest deadline first", "即将到期（最近者在前）";
    STATUS: "Status", "状态";

    DEPARTMENTS: "Departments", "部门";
    MISSES_SAVED: "Misses that vanish", "可减少的未履约";
    LATENESS_SAVED: "Lateness that vanishes", "可减少的迟延";
    LATE_STEPS: "Late", "迟延件数";
    OWN: "Own", "自身";
    INHERITED: "Inherited", "承接";
    CAUSED: "Caused", "造成";
    RECOVERED: "Made good", "追回";
    CAUSE: "Who", "何方";
    WHOSE: "delayed whom", "延误何方";
    LATENESS: "Lateness", "迟延";
    OPEN_BEFORE: "Open before", "期初未完";
    ARRIVALS: "Came in", "新到";
    COMPLETIONS: "Done", "完成";
    OPEN_NOW: "Open now", "现未完";
    MEAN_AGE: "Mean age", "平均已开时长";
    MEAN_WAIT: "Mean wait", "平均交付时长";
    WITH_LOAD: "Later with load", "负荷与迟延";
    LEVEL: "Stands", "状况";
    GOOD_RUN: "Good in a row", "连续良好";
    OPEN_COMPLAINTS: "Open complaints", "未结投诉";
    KIND: "Kind", "类别";
    COMPLAINTS_COUNT: "Complaints", "件数";
    CUMULATIVE: "Cumulative", "累计占比";
    NUMBER: "Number", "编号";
    MADE_AT: "Made", "提出时间";
    ROOT_CAUSE: "Root cause", "根本原因";
    CLOSED_BEFORE: "Closed before", "前次编号";
    QUIET_FOR: "Quiet for", "间隔";
    TIMES: "Times", "次数";
    STILL_OPEN: "Open", "未结";
    CAME_BACK: "Came back", "再次发生";
    MEAN_TO_RESOLVE: "Mean to close", "平均结案时长";
    BREACH: "Chance of a miss", "逾期概率";
    BAND: "95% band", "95%区间";
    LIKELY_DONE: "Likely done", "预计完成";
    SURELY_DONE: "Nine in ten by", "九成把握";

    NEVER: "never", "从未";
    ALL_TOGETHER: "All together", "合计";
    NOTHING_OVERDUE: "Nothing is overdue.", "目前没有逾期事项。";
    NO_SILENCE: "Something was recorded wherever something was due.", "凡有到期事项之处均有记录。";
    NO_WAIVED: "Nothing that was due this week was waived.", "本周到期的事项均未豁免。";
    NO_PENDING: "Nothing is open beside what is overdue.", "除逾期事项外没有未完成的事项。";
    NO_ROWS: "Every row of the log counts.", "全部记录均已计入。";

    // Statuses.
    STATUS_UPCOMING: "upcoming", "未开始";
    STATUS_OPEN: "open", "进行中";
    STATUS_AT_RISK: "at risk", "有风险";
    STATUS_PAUSED: "paused", "暂停";
    STATUS_OVERDUE: "overdue", "逾期";
    STATUS_MET: "met", "按时";
    STATUS_LATE: "late", "迟交";
    STATUS_WAIVED: "waived", "豁免";

    // Why a row acted on nothing.
    WHY_NO_HANDOFF: "no such handoff so far", "尚无此事项";
    WHY_NOT_DELIVERED: "nothing was delivered", "尚无交付";
    WHY_NOT_PAUSED: "it was not paused", "并未暂停";
    WHY_OPENS_NOTHING: "the request opens nothing", "该请求不产生事项";
    WHY_ALREADY_DELIVERED: "everything it could mean is delivered already", "所指事项均已交付";
    WHY_NO_COMPLAINT: "no such complaint is open", "无此未结投诉";
    WHY_NO_TARGET: "no row has this id", "无此编号的记录";

    // Captions and sentences of delay, load, standing, complaints and outlook.
    BUT_FOR: "Without one department's delays", "若某一部门无延误";
    BUT_FOR_BOTH: "Misses that vanish only without both", "须两部门均无延误方可减少者";
    DELAY: "Own and inherited delay", "自身与承接的迟延";
    WHO_DELAYED_WHOM: "Who delayed whom", "谁延误了谁";
    MISSES: "Late last steps, the latest first", "迟延的末端事项（最迟者在前）";
    LOAD_CAPTION: "Open work this week", "本周工作量";
    STANDING_CAPTION: "How customers stand towards their suppliers, the worst first", "客户对供方的状况（最差者在前）";
    BY_CATEGORY: "By kind", "按类别";
    BY_CAUSE: "By root cause", "按根本原因";
    OPEN_COMPLAINTS_CAPTION: "Open complaints, the oldest first", "未结投诉（最久者在前）";
    RECURRENCES: "Closed, and come back", "结案后再次发生";
    COMPLAINT_PAIRS: "By pair of departments", "按部门关系";
    OUTLOOK_CAPTION: "Likeliest to miss the deadline", "最可能逾期者";
    PLAN: "the plan", "计划本身";
    ITSELF: "itself", "自身";
    UNNAMED: "not named", "未注明";
    TOO_FEW: "too few", "过少";
    NOT_REACHED: "not reached", "未达";
    STILL_GROWING: "Not delivered yet, so it grows.", "尚未交付，仍在增加。";
    TOO_LITTLE: "Too little on record to say.", "记录过少，不作预测。";
    NO_MISSES: "Nothing due in the week was missed.", "本周到期事项均已履约。";
    NO_BOTTLENECK: "No department's delays make a difference: the agreements promise an input later than what needs it.",
        "并无某一部门的延误起作用：协议约定的前项晚于所需。";
    NO_COMPLAINTS: "Nobody has complained.", "没有投诉。";
    NOTHING_OPEN: "Nothing is open.", "没有未完成的事项。";
    NO_BACKTEST: "There are too few past forecasts to check such figures against.", "过往预测过少，无法检验。";
    ESTRANGED: "estranged", "关系破裂";
    DISSATISFIED: "dissatisfied", "不满意";
    WARY: "wary", "有顾虑";
    SATISFIED: "satisfied", "满意";
    LOYAL: "loyal", "忠诚";
    BUT_FOR_NOTE:
        "Each line replays the week without that department's own delays, while the others keep their real working times. \
         The lines do not add up: two departments may each have been enough to make the same handoff late.",
        "每行为假设该部门无自身延误时本周的重演，其他部门仍按实际工作时间计。各行不可相加：同一事项可能由两个部门各自足以致迟。";
    TERMINAL_NOTE:
        "Added up over the last steps, which no other handoff needs, so that no second counts twice: own and inherited \
         sum to the lateness, and so does what was caused. Made good is lateness of inputs that was caught up, and stands \
         beside it. Times are elapsed, in hours and minutes.",
        "仅就末端事项（无其他事项需要者）相加，故不重复计时：自身与承接之和即迟延，各方造成之和亦然。“追回”为已赶上的前项\
         迟延，另列。时间为实际经过的小时与分。";
    ALL_NOTE:
        "Added up over all handoffs: a delay counts again at each step that it was passed on to.",
        "就全部事项相加：延误每传导一步即再计一次。";
    LOAD_NOTE:
        "Open work, what came in and what was done, in the week of this report's instant. Later with load is the rank \
         correlation of lateness with the work open at the time, from -1 to +1, and in brackets of how many handoffs.",
        "为本报告时点所在周的未完、新到与完成件数。“负荷与迟延”为迟延与当时未完件数的等级相关系数（-1至+1），括号内为\
         事项数。";
    OUTLOOK_NOTE:
        "Chances come from how long such handoffs took so far, the open ones included, given how long this one has waited. \
         Where the record ends before, the time is not reached. The chance of every open handoff stands above.",
        "概率取自同类事项以往所用时间（含未完成者），并计入本项已等待的时间。记录不及之处为“未达”。各未到期事项的概率见上。";

    // How to read the figures.
    OVERDUE_NOTE:
        "Working time runs on the supplier's calendar. New is what was not overdue a week ago.",
        "工作时间按供方日历计算。“新增”指一周前尚未逾期者。";
    COMPLIANCE_NOTE:
        "On time is met out of met, late and overdue; where nothing was due there is no figure. With excused also counts \
         what came late only because its inputs did. Pending is not due yet or paused by the customer; pending and waived \
         enter no ratio. A handoff belongs to the week of its due day, and every week is judged as of now.",
        "按时率＝按时÷（按时＋迟交＋逾期）；无到期事项则无此数。“计免责”另计入仅因所需前项迟到而误期者。“未到期”含\
         客户暂停者；未到期与豁免均不计入比率。事项按到期日归入各周，各周均以本报告时点评定。";
    BUDGET_NOTE:
        "An objective allows some handoffs to be missed. Budget used compares the misses with that allowance: at 1.0 it is \
         used up. This week is the same for the week alone: above 1.0 it used more than it earned. Pairs and obligations \
         that missed nothing are not listed.",
        "目标允许少量事项未履约，即容错额度。“已用额度”为未履约数与额度之比，达到1.0即用尽；“本周”仅就本周而言，\
         高于1.0表示本周用量超出本周所得。无未履约者不列。";
    SILENCE_NOTE:
        "Unheard means: past due, and nothing at all was recorded, no delivery, pause, waiver or rating. A complaint breaks \
         the silence too. The six weeks end with the week reported.",
        "“无消息”指已到期而没有任何记录：无交付、无暂停、无豁免、无评分。有投诉也不算无消息。六周以本周为末周。";
}

// Charts of the page.
#[cfg(feature = "html")]
phrases! {
    GRAPH: "Who owes whom, and how it went", "部门间的义务与履约";
    GRAPH_CAPTION: "The departments and how much work is open with each; an arrow leads from who owes to whom", "部门关系图：名称旁为未交付件数，圆越大越多；箭头由供方指向内部客户";
    TRENDS_CAPTION: "On time as a supplier, week by week; the dotted line is the objective", "各供方按时率逐周走势（虚线为目标）";
    HEAT_CAPTION: "On time, who for whom", "按时率：供方对内部客户";
    SUPPLIER: "Supplier", "供方";
    BUT_FOR_CHART: "Misses that would vanish without each department's own delays", "若各部门自身无延误，可避免的未履约件数";
}
