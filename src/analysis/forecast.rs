//! The chance that what is open breaks its deadline, learnt from how far others like it had got.
//!
//! Everything is counted relative to the deadline: a handoff is looked at when an eighth, three, five and seven eighths of
//! its time are gone, as long as it is not delivered; and it is noted whether it waited for inputs then. What became of it
//! is known at its deadline, or at its delivery if that is earlier, and from then on teaches what to expect of others.

use super::pools::Record;
use crate::calendar::Instant;
use crate::network::NameIx;
use crate::tracker::Handoff;

/// At how many points of its time a handoff is looked at.
const POINTS: usize = 4;

/// Nothing is missing; an input is, and has time; an input is, and is overdue.
const WAITS: usize = 3;

/// The weights that a wider record has beside a narrower one, in handoffs.
const WEIGHTS: [f64; 3] = [4.0, 16.0, 64.0];

/// Those who foretell: the base rate, and three pools of which each weighs the wider ones in three ways.
const EXPERTS: usize = 1 + 3 * WEIGHTS.len();

/// How far the base rate is trusted before anything has been seen.
const TRUST: f64 = 0.9;

/// So many handoffs must be known before forecasts are judged; before, there is hardly a base rate.
pub(super) const WARM_UP: usize = 30;

/// So many classes of chances are compared with what came.
pub(super) const CLASSES: usize = 10;

/// What was foretold, in all, and what became of it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Score {
    /// How many forecasts were made of which the outcome is known.
    pub(super) forecasts: usize,
    /// Of how many handoffs.
    pub(super) handoffs: usize,
    /// How many of the handoffs broke their deadline.
    pub(super) broken: usize,
    /// How many of the forecasts were of such.
    pub(super) breaches: usize,
    /// The sum of squared distances.
    pub(super) squares: f64,
    /// The same for the base rate.
    pub(super) squares_of_base: f64,
    /// By tenths of the chance: how many, the sum of chances, how many breaches.
    pub(super) classes: [(usize, f64, usize); CLASSES],
}

/// A handoff as forecasts see it.
#[derive(Clone, Copy, Debug)]
struct Subject {
    name: NameIx,
    supplier: u32,
    /// When its outcome is known.
    known_at: Instant,
    broke: bool,
    /// How many of the points it reached undelivered.
    points: u8,
    /// How it waited at each.
    waits: [u8; POINTS],
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Known,
    Asked(u8),
}

/// Breaches among so many.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    broke: f64,
    all: f64,
}

impl Count {
    fn add(&mut self, broke: bool, times: f64) {
        self.broke += if broke { times } else { 0.0 };
        self.all += times;
    }

    /// Its share, where a wider share counts as so many more.
    fn share(self, wider: f64, weight: f64) -> f64 {
        (self.broke + weight * wider) / (self.all + weight)
    }
}

/// What has been learnt so far.
#[derive(Debug)]
pub(super) struct Learnt {
    base: Count,
    everyone: Vec<Count>,
    suppliers: Vec<Count>,
    obligations: Vec<Count>,
    /// The sum of squared distances of each who foretells.
    losses: [f64; EXPERTS],
    pub(super) score: Score,
}

/// The forecasts of one handoff, until its outcome is known.
#[derive(Clone, Copy, Debug, Default)]
struct Pending {
    of: [[f64; EXPERTS]; POINTS],
    mixed: [f64; POINTS],
    is_judged: bool,
}

impl Learnt {
    /// What these handoffs teach that opened since an instant, in the order of time, each forecast made from what was known
    /// then.
    pub(super) fn from<'j>(
        handoffs: impl Iterator<Item = (Handoff<'j>, Record<'j>)>,
        since: Instant,
        as_of: Instant,
        sizes: (usize, usize),
    ) -> Self {
        let (mut subjects, mut steps) = (Vec::new(), Vec::new());
        for (handoff, record) in handoffs.filter(|(_, record)| since <= record.opened) {
            let Some((subject, asked)) = Subject::of(handoff, &record, as_of) else { continue };
            let at = subjects.len();
            steps.extend(
                asked.into_iter().flatten().zip(0..).map(|(asked_at, point)| (asked_at, Step::Asked(point), at)),
            );
            steps.push((subject.known_at, Step::Known, at));
            subjects.push(subject);
        }
        steps.sort_unstable();
        let mut learnt = Self::nothing(sizes);
        learnt.live_through(&subjects, &steps);
        learnt
    }

    fn nothing((names, departments): (usize, usize)) -> Self {
        let counts = |of: usize| vec![Count::default(); of * POINTS * WAITS];
        Self {
            base: Count::default(),
            everyone: counts(1),
            suppliers: counts(departments),
            obligations: counts(names),
            losses: [0.0; EXPERTS],
            score: Score::default(),
        }
    }

    fn live_through(&mut self, subjects: &[Subject], steps: &[(Instant, Step, usize)]) {
        let mut slots: Vec<Pending> = Vec::new();
        let mut free: Vec<usize> = Vec::new();
        let mut slot_of: Vec<Option<usize>> = vec![None; subjects.len()];
        let mut known = 0;
        for &(_, step, at) in steps {
            let (Some(subject), Some(place)) = (subjects.get(at), slot_of.get_mut(at)) else { continue };
            match step {
                Step::Asked(point) => {
                    let slot = *place.get_or_insert_with(|| {
                        free.pop().unwrap_or_else(|| {
                            slots.push(Pending::default());
                            slots.len() - 1
                        })
                    });
                    let Some(pending) = slots.get_mut(slot) else { continue };
                    if point == 0 {
                        *pending = Pending { is_judged: known >= WARM_UP, ..Pending::default() };
                    }
                    let point = usize::from(point);
                    let wait = subject.waits.get(point).copied().unwrap_or_default();
                    let of = self.experts(subject.name, subject.supplier, point, wait.into());
                    if let (Some(own), Some(mixed)) = (pending.of.get_mut(point), pending.mixed.get_mut(point)) {
                        (*own, *mixed) = (of, self.mixed(&of));
                    }
                }
                Step::Known => {
                    known += 1;
                    if let Some(slot) = place.take() {
                        free.push(slot);
                        if let Some(pending) = slots.get(slot).copied() {
                            self.learn(subject, &pending);
                        }
                    }
                }
            }
        }
    }

    fn learn(&mut self, subject: &Subject, pending: &Pending) {
        let came = if subject.broke { 1.0 } else { 0.0 };
        let points = usize::from(subject.points);
        if pending.is_judged {
            self.score.handoffs += 1;
            self.score.broken += usize::from(subject.broke);
        }
        for (point, (of, mixed)) in pending.of.iter().zip(pending.mixed).enumerate().take(points) {
            for (loss, foretold) in self.losses.iter_mut().zip(of) {
                *loss += (foretold - came) * (foretold - came);
            }
            if pending.is_judged {
                self.score.count(mixed, of.first().copied().unwrap_or_default(), came);
            }
            let wait = usize::from(subject.waits.get(point).copied().unwrap_or_default());
            self.base.add(subject.broke, 1.0);
            let places = [
                self.everyone.get_mut(place(0, point, wait)),
                self.suppliers.get_mut(place(to_usize(subject.supplier), point, wait)),
                self.obligations.get_mut(place(to_usize(subject.name.0), point, wait)),
            ];
            for count in places.into_iter().flatten() {
                count.add(subject.broke, 1.0);
            }
        }
    }

    /// What each foretells of a handoff at a point of its time.
    fn experts(&self, name: NameIx, supplier: u32, point: usize, wait: usize) -> [f64; EXPERTS] {
        let at = |counts: &[Count], of: u32| counts.get(place(to_usize(of), point, wait)).copied().unwrap_or_default();
        let base = self.base.share(0.5, 1.0);
        let mut foretold = [base; EXPERTS];
        for (shares, weight) in foretold.iter_mut().skip(1).collect::<Vec<_>>().chunks_mut(3).zip(WEIGHTS) {
            let mut share = base;
            let counts = [at(&self.everyone, 0), at(&self.suppliers, supplier), at(&self.obligations, name.0)];
            for (own, count) in shares.iter_mut().zip(counts) {
                share = count.share(share, weight);
                **own = share;
            }
        }
        foretold
    }

    /// What they foretell together, each trusted by what its forecasts have been worth.
    fn mixed(&self, of: &[f64; EXPERTS]) -> f64 {
        let least = self.losses.iter().copied().fold(f64::INFINITY, f64::min);
        let (mut sum, mut weights) = (0.0, 0.0);
        for (n, (foretold, loss)) in of.iter().zip(self.losses).enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "there are ten")]
            let others = (EXPERTS - 1) as f64;
            let trust = if n == 0 { TRUST } else { (1.0 - TRUST) / others };
            let weight = trust * (least - loss).exp();
            sum += weight * foretold;
            weights += weight;
        }
        sum / weights
    }

    /// The chance that an open handoff breaks its deadline; none where it has no time to be looked at in.
    pub(super) fn chance(&self, handoff: Handoff<'_>, record: &Record<'_>, as_of: Instant) -> Option<f64> {
        let whole = record.age(record.due);
        if whole <= 0 || record.is_before {
            return None;
        }
        let gone = i128::from(record.age(as_of)) * to_i128(POINTS) / i128::from(whole);
        let point = usize::try_from(gone).unwrap_or(POINTS).min(POINTS - 1);
        let wait = Inputs::of(handoff).wait(as_of);
        Some(self.mixed(&self.experts(record.name, record.supplier.0, point, wait.into())))
    }
}

impl Score {
    fn count(&mut self, foretold: f64, base: f64, came: f64) {
        self.forecasts += 1;
        self.breaches += usize::from(came > 0.5);
        self.squares += (foretold - came) * (foretold - came);
        self.squares_of_base += (base - came) * (base - came);
        if let Some((forecasts, sum, breaches)) = self.classes.get_mut(class(foretold)) {
            *forecasts += 1;
            *sum += foretold;
            *breaches += usize::from(came > 0.5);
        }
    }
}

/// Which tenth a chance lies in.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 9")]
fn class(chance: f64) -> usize {
    ((chance.clamp(0.0, 1.0) * 10.0) as usize).min(CLASSES - 1)
}

impl Subject {
    /// What is to be learnt of a handoff, and when it is looked at; none if its outcome is not known yet.
    fn of(handoff: Handoff<'_>, record: &Record<'_>, as_of: Instant) -> Option<(Self, [Option<Instant>; POINTS])> {
        let whole = record.age(record.due);
        if record.is_before || whole <= 0 || handoff.is_judged_by_outcome() {
            return None;
        }
        let broke = !record.is_done_by(record.due);
        let known_at = if broke { record.due } else { record.done? };
        if known_at > as_of {
            return None;
        }
        let inputs = Inputs::of(handoff);
        let mut asked = [None; POINTS];
        let mut subject =
            Self { name: record.name, supplier: record.supplier.0, known_at, broke, points: 0, waits: [0; POINTS] };
        for (n, (asked, wait)) in asked.iter_mut().zip(&mut subject.waits).enumerate() {
            let age = i128::from(whole) * to_i128(2 * n + 1) / to_i128(2 * POINTS);
            let Some(at) = i64::try_from(age).ok().and_then(|age| record.at_age(age)) else { break };
            if record.is_done_by(at) || at >= known_at {
                break;
            }
            (*asked, *wait) = (Some(at), inputs.wait(at));
            subject.points += 1;
        }
        Some((subject, asked))
    }
}

/// The inputs of a handoff: since when each was asked for, when it was due and when it came.
struct Inputs(Vec<(Instant, Instant, Option<Instant>)>);

impl Inputs {
    fn of(handoff: Handoff<'_>) -> Self {
        let input = |input: Handoff<'_>| {
            (input.opened(), input.due(), input.delivered().into_iter().chain(input.waived()).min())
        };
        Self(handoff.inputs().map(input).collect())
    }

    /// How the handoff waits at an instant.
    fn wait(&self, at: Instant) -> u8 {
        let missing = self.0.iter().filter(|(opened, _, came)| *opened <= at && came.is_none_or(|came| came > at));
        missing.map(|(_, due, _)| if *due <= at { 2 } else { 1 }).max().unwrap_or(0)
    }
}

fn place(of: usize, point: usize, wait: usize) -> usize {
    (of * POINTS + point) * WAITS + wait
}

fn to_usize(ix: u32) -> usize {
    usize::try_from(ix).unwrap_or(usize::MAX)
}

fn to_i128(n: usize) -> i128 {
    i128::try_from(n).unwrap_or(i128::MAX)
}
