//! Looking things up by id.

use std::fmt;

use petgraph::graph::{EdgeIndex, NodeIndex};

use super::{Agreement, Department, DepartmentIx, Milestone, NameIx, Network, Obligation};
use crate::Text;
use crate::calendar::Calendar;
use crate::diagnostic::{Nearest, escaped};

/// What an id was looked up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// An agreement.
    Agreement,
    /// A calendar.
    Calendar,
    /// A department.
    Department,
    /// A milestone.
    Milestone,
    /// An obligation.
    Obligation,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Agreement => "agreement",
            Self::Calendar => "calendar",
            Self::Department => "department",
            Self::Milestone => "milestone",
            Self::Obligation => "obligation",
        })
    }
}

/// Nothing of that kind has the id.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownId {
    /// What was looked for.
    pub kind: Kind,
    /// The id that was asked for.
    pub id: String,
    /// The id of that kind that looks most like it, if any does.
    pub nearest: Option<String>,
}

impl UnknownId {
    fn new<'a>(kind: Kind, id: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let nearest = Nearest::new(known).to(id).map(str::to_owned);
        Self { kind, id: id.to_owned(), nearest }
    }
}

impl fmt::Display for UnknownId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown {} `{}`", self.kind, escaped(&self.id))?;
        self.nearest.iter().try_for_each(|near| write!(f, ": the nearest is `{near}`"))
    }
}

impl std::error::Error for UnknownId {}

/// Looking up.
impl Network {
    /// The department with this id.
    ///
    /// # Errors
    /// Names the nearest department where none has the id.
    ///
    /// ```
    /// # let network = interdept::Network::load("fixtures/dealership")?;
    /// let error = network.department("finanse").unwrap_err();
    /// assert_eq!(error.to_string(), "unknown department `finanse`: the nearest is `finance`");
    /// # Ok::<(), interdept::Diagnostics>(())
    /// ```
    pub fn department(&self, id: &str) -> Result<Department<'_>, UnknownId> {
        let known = || self.departments().map(|it| it.id().as_str());
        self.find_department(id).ok_or_else(|| UnknownId::new(Kind::Department, id, known()))
    }

    /// The newest version of the obligation with this id.
    ///
    /// # Errors
    /// Names the nearest obligation where none has the id.
    pub fn obligation(&self, id: &str) -> Result<Obligation<'_>, UnknownId> {
        let known = || self.names.iter().map(|name| name.id.as_str());
        self.find_obligation(id).ok_or_else(|| UnknownId::new(Kind::Obligation, id, known()))
    }

    /// The milestone with this id.
    ///
    /// # Errors
    /// Names the nearest milestone where none has the id.
    pub fn milestone(&self, id: &str) -> Result<Milestone<'_>, UnknownId> {
        let known = || self.milestones().map(|it| it.id().as_str());
        self.find_milestone(id).ok_or_else(|| UnknownId::new(Kind::Milestone, id, known()))
    }

    /// The agreement with this id; the first of several.
    ///
    /// # Errors
    /// Names the nearest agreement where none has the id.
    pub fn agreement(&self, id: &str) -> Result<Agreement<'_>, UnknownId> {
        let known = || self.agreements().map(|it| it.id().as_str());
        self.find_agreement(id).ok_or_else(|| UnknownId::new(Kind::Agreement, id, known()))
    }

    /// The calendar with this id.
    ///
    /// # Errors
    /// Names the nearest calendar where none has the id.
    pub fn calendar(&self, id: &str) -> Result<&Calendar, UnknownId> {
        let known = || self.calendars.iter().map(|it| it.id().as_str());
        self.find_calendar(id).ok_or_else(|| UnknownId::new(Kind::Calendar, id, known()))
    }

    /// The department with this id, if there is one.
    pub fn find_department(&self, id: &str) -> Option<Department<'_>> {
        self.department_ix(id).map(|ix| Department::new(self, ix))
    }

    /// The newest version of the obligation with this id, if there is one.
    pub fn find_obligation(&self, id: &str) -> Option<Obligation<'_>> {
        self.name_ix(id).and_then(|name| self.newest(name)).map(|ix| Obligation::new(self, ix))
    }

    /// The milestone with this id, if there is one.
    pub fn find_milestone(&self, id: &str) -> Option<Milestone<'_>> {
        self.milestone_ix(id).map(|ix| Milestone::new(self, ix))
    }

    /// The agreement with this id, if there is one; the first of several.
    pub fn find_agreement(&self, id: &str) -> Option<Agreement<'_>> {
        self.agreements().find(|agreement| *agreement.id() == *id)
    }

    /// What a role that an escalation names, a document, an attribute or its value, or a complaint's category or cause is
    /// called: by `names` under `[company]`, else as it is written.
    ///
    /// ```
    /// # use interdept::Network;
    /// let network = Network::from_toml("company.toml", r#"
    ///     format = 1
    ///     [company]
    ///     names = { director = { en = "Director", zh = "总监" } }
    /// "#).unwrap();
    /// assert_eq!(network.called("director").in_language("zh"), "总监");
    /// assert_eq!(network.called("clerk").in_language("zh"), "clerk");
    /// ```
    pub fn called(&self, word: &str) -> Text {
        let names = self.spec.companies.first().and_then(|company| company.value.names.as_ref());
        let found = names.and_then(|names| names.value.iter().find(|(name, _)| name.value == word));
        found.map_or_else(|| Text::from(word), |(_, text)| text.value.clone())
    }

    /// Everything that `names` under `[company]` calls by a name, with that name, in the order of the file.
    pub(crate) fn names(&self) -> impl Iterator<Item = (&str, &Text)> {
        let names = self.spec.companies.first().and_then(|company| company.value.names.as_ref());
        names.into_iter().flat_map(|names| &names.value).map(|(word, name)| (word.value.as_str(), &name.value))
    }

    /// The calendar with this id, if there is one.
    pub fn find_calendar(&self, id: &str) -> Option<&Calendar> {
        self.calendars.search_by(|calendar| calendar.id().as_str().cmp(id)).map(|ix| self.calendars.entry(ix))
    }

    /// The department of a node of [`graph`](Self::graph).
    pub fn department_at_node(&self, node: NodeIndex) -> Option<Department<'_>> {
        let ix = DepartmentIx::from(node.index());
        (node.index() < self.departments.len()).then(|| Department::new(self, ix))
    }

    /// The version of an obligation that an edge of [`graph`](Self::graph) stands for.
    pub fn obligation_at_edge(&self, edge: EdgeIndex) -> Option<Obligation<'_>> {
        self.versions.get(edge.index()).map(|&ix| Obligation::new(self, ix))
    }

    /// The newest version of the obligation of a node of [`needs_graph`](Self::needs_graph).
    pub fn obligation_at_need_node(&self, node: NodeIndex) -> Option<Obligation<'_>> {
        let name = (node.index() < self.names.len()).then(|| NameIx::from(node.index()))?;
        self.newest(name).map(|ix| Obligation::new(self, ix))
    }
}
