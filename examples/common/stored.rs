//! Inputs that come from a store: events, and the agreements by which they are judged.

use interdept::analysis::Window;
use interdept::store::{AnyStore, EventStore, HeldAgreements, open_to_read};
use interdept::{Network, Tracker};

use super::{Inputs, Loaded, Stopped, complain, last_instant, stop};

impl Inputs {
    /// Reads the stores, and the logs beside them, to be judged by the agreements that held at that instant.
    pub(super) fn load_stored(&self, about: Option<Window>) -> Result<Loaded, Stopped> {
        let open = |place: &String| open_to_read(place).map_err(stop);
        let mut stores = self.store.iter().map(open).collect::<Result<Vec<_>, _>>()?;
        if !self.agreements.is_empty() {
            let network = Network::load_all(&self.agreements).map_err(stop)?;
            return self.judged_by(network, &mut stores, about);
        }
        let Some(latest) = latest(&mut stores)? else {
            return Err(stop("the store holds no agreements, and none were given"));
        };
        let mut loaded = self.judged_by(latest.network().map_err(stop)?, &mut stores, about)?;
        let Some(as_of) = loaded.as_of else { return Ok(loaded) };
        let mut held = None;
        for store in &mut stores {
            held = held.or(store.agreements_at(as_of).map_err(stop)?);
        }
        let Some(held) = held else {
            return Err(stop(format_args!("no agreements held at {as_of}: the store has none of that time")));
        };
        if held.hash() != latest.hash() {
            loaded = self.judged_by(held.network().map_err(stop)?, &mut stores, about)?;
            loaded.as_of = Some(as_of);
        }
        complain(format_args!("judged by the agreements {}, which hold from {} on", held.hash(), held.since()));
        Ok(loaded)
    }

    fn judged_by(&self, network: Network, stores: &mut [AnyStore], about: Option<Window>) -> Result<Loaded, Stopped> {
        let mut tracker = Tracker::new(network);
        let mut without_events = vec!["the store holds none that the agreements know".to_owned()];
        for store in stores.iter_mut() {
            tracker.record_stored(store, ..=self.up_to.unwrap_or(u64::MAX)).map_err(stop)?;
        }
        for log in &self.log {
            let mapping = log.mapping.as_deref().map(super::load_mapping).transpose()?;
            without_events.extend(self.read(&log.file, mapping.as_ref(), &mut tracker)?);
        }
        let end = about.map(|window| window.ends_at(tracker.network()));
        let as_of = self.as_of.or(end).or_else(|| last_instant(&tracker));
        Ok(Loaded { tracker, as_of, strict: self.strict, without_events, logs: stores.len() })
    }
}

/// The agreements with the latest first day.
fn latest(stores: &mut [AnyStore]) -> Result<Option<HeldAgreements>, Stopped> {
    let mut all = Vec::new();
    for store in stores {
        all.extend(store.agreements().map_err(stop)?);
    }
    Ok(all.into_iter().max_by_key(HeldAgreements::since))
}
