//! How much of a thing an agreement may have: far more than people write, and little enough that no file, however it was
//! made, costs more than its size. Each of these lists is gone through for each handoff or delivery.

use super::list;
use super::templates::Written;
use crate::Text;
use crate::diagnostic::{At, Code, Finding, Findings, SourceSpan};
use crate::network::spec::{ConditionSpec, EscalationSpec, List, NetworkSpec, RemedySpec};
use crate::network::{MAX_CONDITIONS, MAX_DOCUMENTS, MAX_ESCALATIONS, MAX_TEXT};

/// Reports what is longer than it may be.
pub(super) fn check(spec: &NetworkSpec, written: &[Written<'_>], findings: &mut Findings) {
    for said in &spec.agreements {
        text("name", said.value.name.as_ref(), findings);
    }
    for said in &spec.departments {
        text("name", said.value.name.as_ref(), findings);
    }
    for said in &spec.milestones {
        text("name", said.value.name.as_ref(), findings);
    }
    for of_one in written.chunk_by(|a, b| a.at == b.at) {
        // What a template says too much of, it says for each combination: once is enough.
        let before = findings.len();
        for written in of_one {
            obligation(written, findings);
            if findings.len() > before {
                break;
            }
        }
    }
}

fn obligation(written: &Written<'_>, findings: &mut Findings) {
    let said = &*written.said;
    text("deliverable", said.deliverable.as_ref(), findings);
    delivery(said.documents.as_ref(), said.signed.as_ref(), findings);
    misses(said.escalate.as_ref(), said.remedy.as_ref(), findings);
    condition(said.when.as_ref(), findings);
    for tier in list(said.tiers.as_ref()) {
        let tier = &tier.value;
        delivery(tier.documents.as_ref(), tier.signed.as_ref(), findings);
        misses(tier.escalate.as_ref(), tier.remedy.as_ref(), findings);
        condition(tier.when.as_ref(), findings);
    }
}

/// Reports a text that is too long to be shown.
pub(crate) fn text(key: &str, said: Option<&At<Text>>, findings: &mut Findings) {
    let Some(said) = said else { return };
    let too_long = |text: &str| text.chars().nth(MAX_TEXT).is_some();
    let wordings = said.value.languages().any(|(_, text)| too_long(text));
    if wordings || too_long(said.value.in_language("en")) {
        let message = format!("this `{key}` has more than {MAX_TEXT} characters");
        let help = "it stands in tables and on charts: say it in a few words";
        findings.push(Finding::new(Code::BadValue, message).at(said.span, "too long").help(help));
    }
}

fn delivery(documents: Option<&At<List<String>>>, signed: Option<&At<List<String>>>, findings: &mut Findings) {
    for (key, said) in [("documents", documents), ("signed", signed)] {
        too_many(key, list(said).len(), MAX_DOCUMENTS, said.and_then(|said| said.span), findings);
    }
}

fn misses(steps: Option<&At<List<EscalationSpec>>>, remedy: Option<&At<RemedySpec>>, findings: &mut Findings) {
    too_many("escalate", list(steps).len(), MAX_ESCALATIONS, steps.and_then(|steps| steps.span), findings);
    text("text", remedy.and_then(|remedy| remedy.value.text.as_ref()), findings);
}

fn condition(when: Option<&At<ConditionSpec>>, findings: &mut Findings) {
    if let Some(when) = when {
        too_many("when", when.value.attributes.len(), MAX_CONDITIONS, when.span, findings);
    }
}

fn too_many(key: &str, count: usize, most: usize, place: Option<SourceSpan>, findings: &mut Findings) {
    if count > most {
        let message = format!("`{key}` has {count} entries, and may have {most}");
        let finding = Finding::new(Code::BadValue, message).at(place, "too many");
        findings.push(finding.help("divide the obligation into several"));
    }
}
