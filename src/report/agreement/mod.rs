//! Agreements in words, for the people who sign them: one agreement a section, every obligation with its rule, its next
//! deadlines and its worked examples.

mod deadlines;
mod hours;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::document::{Align, Cell, Column, Document, Row, Table, Writer};
use super::language::{Language, Style};
use super::words::agreement::{AgreementWords, Names, words};
use crate::Text;
use crate::due::Trigger;
use crate::network::{
    About, Agreement, Condition, Department, InForce, Network, Obligation, Priority, Terms, WhileOpen,
};

impl Network {
    /// All agreements in words, for the people who sign them: each a section with its parties, their obligations in the
    /// order of the file, the rule of each in the words of the language, its next three deadlines and its worked
    /// examples. It says what the files say, and binds nobody where the two differ.
    ///
    /// `from` is the day from which deadlines are shown; without it, each agreement's first day in force, else
    /// `company.since`, else the first day of a version of the obligation. Of a rule that counts from an event, the
    /// deadlines are those of one that happens as the first three working days from then on open. Versions that have
    /// ended before that day are left out.
    ///
    /// ```
    /// use interdept::{Network, report::Language};
    /// let network = Network::load("fixtures/dealership")?;
    /// let text = network.in_words(Language::English, "2026-11-02".parse().ok()).to_markdown();
    /// assert!(text.contains("Within 3 days of “Vehicle delivered”"));
    /// # Ok::<(), interdept::Diagnostics>(())
    /// ```
    pub fn in_words(&self, language: Language, from: Option<NaiveDate>) -> Document {
        let style = Style { language, zone: self.home_zone(), year: from.map_or(0, |from| from.year()) };
        let (words, out, names) = (words(language), Writer::unlimited(style), self.names().collect());
        let mut text = AgreementText { network: self, style, words, names, from, out };
        text.out.note(text.words.labels().how_to_read);
        let mut obligations: Vec<Vec<Obligation<'_>>> = Vec::new();
        obligations.resize_with(self.agreements().len(), Vec::new);
        for obligation in self.obligations() {
            if let Some(of_agreement) = obligations.get_mut(obligation.terms().agreement.at()) {
                of_agreement.push(obligation);
            }
        }
        for (agreement, mut owed) in self.agreements().zip(obligations) {
            owed.sort_by_key(|obligation| obligation.written());
            text.agreement(agreement, &owed);
        }
        let title = text.words.labels().title.to_owned();
        text.out.finish(title)
    }
}

/// When an obligation is due, in the words of a language.
#[cfg(feature = "ics")]
pub(super) fn rule_in_words(network: &Network, obligation: Obligation<'_>, language: Language) -> String {
    let style = Style { language, zone: network.home_zone(), year: 0 };
    let (words, out, names) = (words(language), Writer::unlimited(style), network.names().collect());
    let text = AgreementText { network, style, words, names, from: None, out };
    text.rule(obligation.terms())
}

struct AgreementText<'n> {
    network: &'n Network,
    style: Style,
    words: &'static dyn AgreementWords,
    /// What the company calls words that agreements and logs write.
    names: BTreeMap<&'n str, &'n Text>,
    from: Option<NaiveDate>,
    out: Writer,
}

impl<'n> AgreementText<'n> {
    fn lang(&self) -> &'static str {
        self.style.language.tag()
    }

    fn name(&self, department: Department<'n>) -> &'n str {
        department.name().in_language(self.lang())
    }

    /// What a role, a document, an attribute or its value is called.
    fn called(&self, word: &str) -> String {
        self.names.get(word).map_or(word, |name| name.in_language(self.lang())).to_owned()
    }

    fn condition(&self, when: &Condition) -> String {
        self.words.condition(when, &Names { trigger: &|it| self.trigger(it), word: &|word| self.called(word) })
    }

    fn pair(&self, obligation: Obligation<'n>) -> String {
        self.style.words().pair(self.name(obligation.supplier()), self.name(obligation.customer()))
    }

    /// `label: text`; nothing where there is nothing to say.
    fn said(&self, label: &str, text: &str) -> Option<String> {
        (!text.is_empty()).then(|| self.caption(label) + text)
    }

    /// A label that something follows.
    fn caption(&self, label: &str) -> String {
        let colon = self.style.words().colon(label);
        if colon.ends_with(':') { colon + " " } else { colon }
    }

    fn agreement(&mut self, agreement: Agreement<'n>, owed: &[Obligation<'n>]) {
        let labels = self.words.labels();
        self.out.heading(2, "agreement", agreement.name().in_language(self.lang()));
        let mut items: Vec<String> = Vec::new();
        items.extend(agreement.customer().map(|customer| self.words.customer(self.name(customer))));
        items.extend(Some(self.in_force(agreement.in_force())).filter(|text| !text.is_empty()));
        items.extend(agreement.promptly().map(|span| self.words.promptly(span)));
        items.extend(self.said(labels.objective, &self.words.objectives(agreement.objectives())));
        self.out.list(items);
        if owed.is_empty() {
            return self.out.paragraph(labels.no_obligations);
        }
        let parties = self.parties(owed);
        self.out.table(parties);
        let hours = self.hours(owed);
        self.out.table(hours);
        let start = self.from.or(agreement.in_force().from).or(self.network.company().since);
        let lasting = owed.iter().filter(|it| !ended(it.terms().in_force, start));
        for (number, &obligation) in lasting.enumerate() {
            self.obligation(number + 1, obligation, agreement, start.or(obligation.terms().in_force.from));
        }
        let signatures = self.signatures(owed);
        self.out.table(signatures);
    }

    fn in_force(&self, range: InForce) -> String {
        let day = |day: NaiveDate| self.style.words().date(day);
        self.words.in_force(range.from.map(day), range.until.map(day))
    }

    /// Who stands in an agreement, and how many obligations each has in it.
    fn parties(&self, owed: &[Obligation<'n>]) -> Table {
        let labels = self.words.labels();
        let mut counts: BTreeMap<_, (u64, u64)> = BTreeMap::new();
        for obligation in owed {
            counts.entry(obligation.supplier().id()).or_default().0 += 1;
            counts.entry(obligation.customer().id()).or_default().1 += 1;
        }
        let line = |department: Department<'n>| {
            let (as_supplier, as_customer) = counts.get(department.id()).copied().unwrap_or_default();
            row(vec![Cell::Text(self.name(department).to_owned()), Cell::Count(as_supplier), Cell::Count(as_customer)])
        };
        let rows = departments(owed).into_iter().map(line).collect();
        let columns = vec![
            column(labels.party, Align::Start),
            column(labels.owes, Align::End),
            column(labels.is_owed, Align::End),
        ];
        Table::new("parties", labels.parties.to_owned(), columns, rows)
    }

    /// A line for each party to sign on.
    fn signatures(&self, owed: &[Obligation<'n>]) -> Table {
        let labels = self.words.labels();
        let name = |department| Cell::Text(self.name(department).to_owned());
        let rows = departments(owed).into_iter().map(|it| row(vec![name(it), Cell::Empty, Cell::Empty])).collect();
        let columns = [labels.party, labels.signature, labels.date].map(|title| column(title, Align::Start));
        Table::new("signatures", labels.signatures.to_owned(), columns.into(), rows)
    }

    fn obligation(
        &mut self,
        number: usize,
        obligation: Obligation<'n>,
        agreement: Agreement<'n>,
        start: Option<NaiveDate>,
    ) {
        let deliverable = obligation.deliverable().in_language(self.lang());
        let heading = self.words.obligation(number, &self.pair(obligation), deliverable);
        self.out.heading(3, "obligation", heading);
        let items = self.terms(obligation, agreement);
        self.out.list(items);
        let tiers = self.tiers(obligation);
        self.out.table(tiers);
        self.deadlines(obligation, start);
        let examples = self.examples(obligation);
        self.out.table(examples);
    }

    /// What holds of an obligation, a line each.
    fn terms(&self, obligation: Obligation<'n>, agreement: Agreement<'n>) -> Vec<String> {
        let (labels, terms) = (self.words.labels(), obligation.terms());
        let mut items = Vec::new();
        if terms.opens {
            let (rule, written) = (self.rule(terms), terms.due.to_string());
            // English says it as the file does, where it has nothing to call by name.
            let written = if rule.to_lowercase() == written { String::new() } else { written };
            items.extend(self.said(labels.due, &rule));
            items.extend(self.said(labels.rule, &written));
        } else {
            items.extend(self.said(labels.due, labels.by_tier));
        }
        items.extend(self.said(labels.only_if, &self.condition(&terms.when)));
        items.extend(self.said(labels.needs, &self.needs(obligation)));
        // A rule and its condition stand above; what is the agreement's own has been said with it.
        let is_new = |label: &str| {
            let of_agreement = label == labels.objective && terms.objectives == agreement.objectives();
            ![labels.due, labels.whose].contains(&label) && !of_agreement
        };
        let lines = self.lines(obligation).into_iter().filter(|(label, _)| is_new(label));
        items.extend(lines.filter_map(|(label, text)| self.said(label, &text)));
        let while_open = match terms.while_open {
            WhileOpen::Another => "",
            WhileOpen::Ignore => labels.ignored_while_open,
            WhileOpen::Restart => labels.restarts_while_open,
        };
        items.extend(self.said(labels.while_open, while_open));
        if terms.about == About::PreviousPeriod {
            items.push(labels.about_the_previous.to_owned());
        }
        let usual = agreement.calendar().map(crate::calendar::Calendar::id);
        let calendar = Some(obligation.calendar()).filter(|calendar| Some(calendar.id()) != usual);
        items.extend(calendar.and_then(|calendar| self.said(labels.calendar, calendar.id().as_str())));
        if terms.in_force != agreement.in_force() {
            items.extend(Some(self.in_force(terms.in_force)).filter(|text| !text.is_empty()));
        }
        items
    }

    fn rule(&self, terms: &Terms) -> String {
        let names = Names { trigger: &|it| self.trigger(it), word: &|word| self.called(word) };
        self.words.rule(&terms.due, terms.promptly, &names)
    }

    /// What opens it, by its name; one that has none is called by its id.
    fn trigger(&self, trigger: &Trigger) -> String {
        let deliverable = |id: &crate::ObligationId| {
            let found = self.network.find_obligation(id.as_str());
            found.map_or(id.as_str(), |it| it.deliverable().in_language(self.lang())).to_owned()
        };
        match trigger {
            Trigger::Request => self.words.request().to_owned(),
            Trigger::Milestone(id) => {
                let found = self.network.find_milestone(id.as_str());
                self.words.value(found.map_or(id.as_str(), |it| it.name().in_language(self.lang())))
            }
            Trigger::Delivery(id) => self.words.delivery_of(&deliverable(id)),
            Trigger::SignOff(id) => self.words.sign_off_of(&deliverable(id)),
        }
    }

    fn needs(&self, obligation: Obligation<'n>) -> String {
        let name = |needed: Obligation<'n>| {
            let deliverable = needed.deliverable().in_language(self.lang());
            self.style.words().with_id(deliverable, self.name(needed.supplier()))
        };
        obligation.needs().map(name).collect::<Vec<_>>().join(self.words.labels().semicolon)
    }

    /// A row for each tier, with the columns in which any differs from the obligation.
    fn tiers(&self, obligation: Obligation<'n>) -> Table {
        let labels = self.words.labels();
        let own = self.lines(obligation);
        let tiers: Vec<_> =
            obligation.tiers().map(|tier| (tier.tier().unwrap_or_default(), self.lines(tier))).collect();
        let is_shown = |n: usize| {
            let always = own.get(n).is_some_and(|(label, _)| [labels.due, labels.whose].contains(label));
            always || tiers.iter().any(|(_, lines)| lines.get(n) != own.get(n))
        };
        let shown: Vec<usize> = (0..own.len()).filter(|&n| is_shown(n)).collect();
        let line = |name: &str, lines: &Lines| {
            let cells = shown.iter().filter_map(|&n| lines.get(n)).map(|(_, text)| Cell::Text(text.clone()));
            row(std::iter::once(Cell::Text(name.to_owned())).chain(cells).collect())
        };
        let mut rows: Vec<Row> = tiers.iter().map(|(name, lines)| line(name, lines)).collect();
        if obligation.terms().opens && !rows.is_empty() {
            let others = own
                .clone()
                .map(|(label, text)| (label, if label == labels.whose { labels.all_others.to_owned() } else { text }));
            rows.push(line("", &others));
        }
        let titles = shown.iter().filter_map(|&n| own.get(n)).map(|&(label, _)| label);
        let columns = std::iter::once(labels.tier).chain(titles).map(|title| column(title, Align::Start)).collect();
        Table::new("tiers", labels.tiers.to_owned(), columns, rows)
    }

    /// What an obligation and each of its tiers may say for themselves: a line of the one, a column of the others.
    fn lines(&self, obligation: Obligation<'n>) -> Lines {
        let (labels, terms, words) = (self.words.labels(), obligation.terms(), self.words);
        let joined = |texts: Vec<String>| texts.join(labels.semicolon);
        let whose = self.condition(&terms.when);
        let documents = terms.documents.iter().map(|document| self.called(document));
        let signed = terms.signed.iter().map(|document| words.signed(&self.called(document)));
        let told = terms.escalate.iter().map(|step| words.told(&self.called(&step.to), step.when));
        let remedy = terms.remedy.as_ref().map(|it| words.remedy(it.after, it.text.in_language(self.lang())));
        let review = terms.review.map(|span| words.review(span, self.name(obligation.customer())));
        let priority =
            Some(terms.priority).filter(|&it| it != Priority::Normal).map(|it| words.priority(it).to_owned());
        let cut_off = terms.cut_off.map(|clock| words.cut_off(&clock.to_string()));
        [
            (labels.whose, if whose.is_empty() { labels.all_others.to_owned() } else { whose }),
            (labels.due, self.rule(terms)),
            (labels.cut_off, cut_off.unwrap_or_default()),
            (labels.day_off, terms.roll.map(|roll| words.roll(roll).to_owned()).unwrap_or_default()),
            (labels.complete_with, joined(documents.chain(signed).collect())),
            (labels.review, review.unwrap_or_default()),
            (labels.told, joined(told.collect())),
            (labels.remedy, remedy.unwrap_or_default()),
            (labels.objective, words.objectives(&terms.objectives)),
            (labels.priority, priority.unwrap_or_default()),
        ]
    }
}

/// What may be said of terms, each with its label; empty where nothing is.
type Lines = [(&'static str, String); 10];

/// The departments that owe or are owed something, sorted by id.
fn departments<'n>(owed: &[Obligation<'n>]) -> Vec<Department<'n>> {
    let both = owed.iter().flat_map(|it| [it.supplier(), it.customer()]);
    let by_id: BTreeMap<_, _> = both.map(|department| (department.id(), department)).collect();
    by_id.into_values().collect()
}

/// Whether it is over before a day.
fn ended(range: InForce, day: Option<NaiveDate>) -> bool {
    range.until.zip(day).is_some_and(|(until, day)| until < day)
}

fn column(title: &str, align: Align) -> Column {
    Column { title: title.to_owned(), align }
}

fn row(cells: Vec<Cell>) -> Row {
    Row { cells, remark: None, details: Vec::new() }
}
