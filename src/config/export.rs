//! From a network back to the tables of files.

use chrono::NaiveDate;

use super::lower::{AT_RISK, DAY_ENDS, MAKE_UP};
use super::read::{Keyed, List};
use super::schema::{
    AgreementTable, CalendarTable, CoversTable, DaysTable, DepartmentTable, EscalateTable, File, HolidaysTable,
    InForceTable, MilestoneTable, ObjectiveTable, ObligationTable, RemedyTable, Scalar, TimeTable, Wanted, WhenTable,
};
use super::write;
use crate::calendar::{Calendar, CalendarSpec, DayEnds, Exception, ExceptionHours, HolidaySet, Hours};
use crate::diagnostic::At;
use crate::network::{About, Agreement, Condition, InForce, Matcher, Network, Operand, Priority, Terms};

/// An agreement file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TomlFile {
    /// A name for it; names sort in the order in which the files load to the same network.
    pub name: String,
    /// Its text.
    pub text: String,
}

impl Network {
    /// Writes the network as agreement files: one with what all share, then one for each agreement. Loaded together
    /// in this order, they give an equal network.
    ///
    /// ```
    /// use interdept::{Network, config::Source};
    /// # let text = "format = 1\n[[department]]\nid = \"sales\"\n";
    /// let network = Network::from_toml("sales.toml", text)?;
    /// let files = network.to_toml();
    /// let sources: Vec<Source<'_>> = files.iter().map(|file| Source { name: &file.name, text: &file.text }).collect();
    /// assert_eq!(Network::from_sources(&sources)?, network);
    /// # Ok::<(), interdept::Diagnostics>(())
    /// ```
    pub fn to_toml(&self) -> Vec<TomlFile> {
        let shared = TomlFile { name: "00000-network.toml".to_owned(), text: write::file(&shared(self)) };
        let agreements = self.agreements().iter().enumerate().map(|(n, agreement)| TomlFile {
            name: format!("{:05}-{}.toml", n + 1, agreement.id),
            text: write::file(&of_agreement(self, n, agreement)),
        });
        std::iter::once(shared).chain(agreements).collect()
    }
}

#[expect(clippy::unnecessary_wraps, reason = "what a table says is always an option")]
fn said<T>(value: T) -> Option<At<T>> {
    Some(value.into())
}

#[expect(clippy::needless_pass_by_value, reason = "it takes owned and borrowed values alike")]
fn string(value: impl ToString) -> Option<At<String>> {
    said(value.to_string())
}

/// A list, unless it is empty.
fn list<T>(values: impl IntoIterator<Item = T>) -> Option<At<List<T>>> {
    let list: List<T> = values.into_iter().map(At::from).collect();
    (!list.is_empty()).then(|| list.into())
}

fn keyed<T>(entries: Vec<(String, T)>) -> Option<At<Keyed<T>>> {
    let keyed: Keyed<T> = entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
    (!keyed.is_empty()).then(|| keyed.into())
}

/// The word for a value that differs from the default.
fn word<T: PartialEq + Copy>(value: T, default: T, words: &[(&str, T)]) -> Option<At<String>> {
    let found = words.iter().find(|&&(_, meant)| meant == value && value != default);
    found.and_then(|(word, _)| string(word))
}

fn shared(network: &Network) -> File {
    let mut sets: Vec<(String, HolidaysTable)> = Vec::new();
    for set in network.calendars().iter().flat_map(|calendar| &calendar.spec().holidays) {
        if !sets.iter().any(|(id, _)| id == set.id.as_str()) {
            sets.push((set.id.to_string(), holidays(set)));
        }
    }
    let calendars = network.calendars().iter().map(|it| (it.id().to_string(), calendar(it.spec()))).collect();
    let departments = network.departments().map(|department| DepartmentTable {
        id: string(department.id()),
        name: said(department.name().clone()),
        calendar: department.calendar().and_then(|calendar| string(calendar.id())),
    });
    let milestones = network.milestones().iter().map(|milestone| MilestoneTable {
        id: string(&milestone.id),
        name: said(milestone.name.clone()),
        attributes: milestone.attributes.as_ref().map(|names| strings(names).into()),
    });
    File {
        format: said(1),
        holidays: keyed(sets),
        calendars: keyed(calendars),
        departments: list(departments),
        milestones: list(milestones),
        ..File::default()
    }
}

fn strings(texts: &[Box<str>]) -> List<String> {
    texts.iter().map(|text| At::from(text.to_string())).collect()
}

fn calendar(spec: &CalendarSpec) -> CalendarTable {
    use chrono::Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
    let week = [Mon, Tue, Wed, Thu, Fri, Sat, Sun].into_iter().filter_map(|day| {
        let hours = list(spec.week.on(day).iter().map(Hours::to_string))?.value;
        Some((day.to_string().to_lowercase(), hours))
    });
    CalendarTable {
        timezone: string(spec.zone.name()),
        week: keyed(week.collect()),
        holidays: list(spec.holidays.iter().map(|set| set.id.to_string())),
        day_ends: word(spec.day_ends, DayEnds::default(), &DAY_ENDS),
    }
}

fn holidays(set: &HolidaySet) -> HolidaysTable {
    let mut table = HolidaysTable {
        covers: set.covers.and_then(|(from, to)| said(CoversTable { from: said(from), to: said(to) })),
        ..HolidaysTable::default()
    };
    for (from, to, exception) in runs(set) {
        let mut days = DaysTable { name: exception.name.clone().map(At::from), ..DaysTable::default() };
        if from == to {
            days.on = said(from);
        } else {
            (days.from, days.to) = (said(from), said(to));
        }
        let kind = match &exception.hours {
            ExceptionHours::Closed => &mut table.closed,
            ExceptionHours::Open => &mut table.open,
            ExceptionHours::As(day) => {
                days.like = string(day.to_string().to_lowercase());
                &mut table.open
            }
            ExceptionHours::MakeUp => {
                days.like = string(MAKE_UP);
                &mut table.open
            }
            ExceptionHours::Hours(hours) => {
                days.hours = list(hours.iter().map(Hours::to_string));
                &mut table.partial
            }
        };
        kind.get_or_insert_with(|| Vec::new().into()).value.push(days.into());
    }
    table
}

/// Days in a row on which the same holds, at most a year of them at a time.
fn runs(set: &HolidaySet) -> Vec<(NaiveDate, NaiveDate, &Exception)> {
    let mut runs: Vec<(NaiveDate, NaiveDate, &Exception)> = Vec::new();
    for (&date, exception) in &set.days {
        match runs.last_mut() {
            Some((from, to, same))
                if *same == exception && to.succ_opt() == Some(date) && (date - *from).num_days() < 365 =>
            {
                *to = date;
            }
            _ => runs.push((date, date, exception)),
        }
    }
    runs
}

fn of_agreement(network: &Network, at: usize, agreement: &Agreement) -> File {
    let customer = agreement.customer.map(|ix| network.department_at(ix).id());
    let calendar = agreement.calendar.map(|ix| network.calendar_at(ix).id());
    let table = AgreementTable {
        id: string(&agreement.id),
        name: said(agreement.name.clone()),
        customer: customer.and_then(string),
        calendar: calendar.and_then(string),
        promptly: agreement.promptly.and_then(string),
        objective: agreement.objective.and_then(|objective| {
            said(ObjectiveTable { on_time: said(objective.on_time), over: string(objective.over) })
        }),
        recovery: agreement.recovery.map(|recovery| i64::from(recovery).into()),
        in_force: in_force(agreement.in_force, InForce::default()),
    };
    let own = network.obligations().filter(|it| it.terms().agreement.at() == at);
    File {
        format: said(1),
        agreement: said(table),
        obligations: list(own.map(|it| obligation(network, it.terms(), agreement))),
        ..File::default()
    }
}

/// The ends of a range that differ from those it would have anyway.
fn in_force(range: InForce, default: InForce) -> Option<At<InForceTable>> {
    let from = range.from.filter(|_| range.from != default.from).map(At::from);
    let until = range.until.filter(|_| range.until != default.until).map(At::from);
    (from.is_some() || until.is_some()).then(|| InForceTable { from, until }.into())
}

fn obligation(network: &Network, terms: &Terms, agreement: &Agreement) -> ObligationTable {
    let supplier = network.department_at(terms.supplier);
    let calendar = network.calendar_at(terms.calendar);
    let of_agreement = agreement.calendar.map(|ix| network.calendar_at(ix));
    let inherited = supplier.calendar().or(of_agreement).map(Calendar::id);
    let documents = |texts: &[Box<str>]| list(texts.iter().map(ToString::to_string));
    ObligationTable {
        id: string(&terms.id),
        supplier: string(supplier.id()),
        customer: (agreement.customer != Some(terms.customer))
            .then(|| network.department_at(terms.customer).id())
            .and_then(string),
        deliverable: said(terms.deliverable.clone()),
        due: string(&terms.due),
        needs: list(terms.needs.iter().map(ToString::to_string)),
        documents: documents(&terms.documents),
        signed: documents(&terms.signed),
        when: when(&terms.when),
        roll: terms.roll.and_then(string),
        about: word(terms.about, About::default(), &About::ALL.map(|it| (it.as_str(), it))),
        priority: word(terms.priority, Priority::default(), &Priority::ALL.map(|it| (it.as_str(), it))),
        review: terms.review.and_then(string),
        at_risk: (terms.at_risk != AT_RISK).then(|| terms.at_risk.into()),
        escalate: list(terms.escalate.iter().map(|it| EscalateTable { to: string(&it.to), when: string(it.when) })),
        remedy: terms
            .remedy
            .as_ref()
            .and_then(|remedy| said(RemedyTable { after: string(remedy.after), text: said(remedy.text.clone()) })),
        calendar: (Some(calendar.id()) != inherited).then(|| calendar.id()).and_then(string),
        in_force: in_force(terms.in_force, agreement.in_force),
    }
}

fn when(condition: &Condition) -> Option<At<WhenTable>> {
    if condition.attributes.is_empty() && condition.time.is_none() {
        return None;
    }
    let wanted = |matcher: &Matcher| {
        let (not, operands) = match matcher {
            Matcher::AnyOf(operands) => (false, operands),
            Matcher::NoneOf(operands) => (true, operands),
        };
        Wanted { not, values: operands.iter().map(|operand| Scalar(scalar(operand)).into()).collect() }
    };
    let attributes = condition.attributes.iter();
    let time =
        |time: chrono::NaiveTime| string(time.format(if time == at_minute(time) { "%H:%M" } else { "%H:%M:%S" }));
    said(WhenTable {
        attributes: attributes.map(|(name, matcher)| (name.to_string().into(), wanted(matcher).into())).collect(),
        time: condition
            .time
            .and_then(|range| said(TimeTable { from: range.from.and_then(time), until: range.until.and_then(time) })),
    })
}

fn at_minute(time: chrono::NaiveTime) -> chrono::NaiveTime {
    use chrono::Timelike;
    time.with_second(0).unwrap_or(time)
}

fn scalar(operand: &Operand) -> String {
    match operand {
        Operand::Attribute(other) => format!("@{other}"),
        Operand::Value(value) if value.starts_with('@') => format!("@{value}"),
        Operand::Value(value) => value.to_string(),
    }
}
