//! What happens to a log on its way: duplicates, disorder, corrections, nonsense.

use super::rng::Rng;
use super::row::Row;

/// Rows in order of time, as a real export would have them.
pub(crate) fn blemish<'w>(rows: Vec<Row<'w>>, rng: &mut Rng, end: i64) -> Vec<Row<'w>> {
    let mut out = Vec::with_capacity(rows.len() + rows.len() / 32);
    for (n, row) in rows.into_iter().enumerate() {
        if row.event == "delivered" && rng.chance(4) {
            mistake(&row, n, end, &mut out);
        }
        if rng.chance(6) {
            out.push(row.clone());
        }
        if rng.chance(2) {
            out.push(nonsense(row.clone(), rng));
        } else if !row.field("id").is_empty() && rng.chance(6) && row.at + 3600 <= end {
            // The same id again with another instant: one of the two is wrong.
            out.push(Row { at: row.at + 3600, ..row.clone() });
        }
        out.push(row);
    }
    disorder(&mut out, rng);
    out
}

/// Someone ticked off the wrong line two hours early, noticed, and took it back.
fn mistake<'w>(row: &Row<'w>, n: usize, end: i64, out: &mut Vec<Row<'w>>) {
    let id = format!("x-{}-{n}", row.field("case"));
    let at = row.at - 2 * 3600;
    let wrong = Row { at, ..row.clone() }.without("id").with("id", id.clone());
    let back = Row::new("voided", (at + 900).min(end)).with("target", id).with("reason", "entered by mistake");
    out.extend([wrong, back]);
}

/// A row nobody can use.
fn nonsense<'w>(row: Row<'w>, rng: &mut Rng) -> Row<'w> {
    let row = row.without("id");
    match rng.below(6) {
        0 => Row { written: Some("2026-13-45T25:00:00+08:00"), ..row },
        1 => Row { written: Some("yesterday afternoon"), ..row },
        2 => row.without("case").without("period"),
        3 => Row::new("delivered", row.at).with("case", "C00001").with("obligation", "sales.brochure"),
        4 => Row { event: "vehicle-washed".into(), ..row },
        _ => Row::new("rated", row.at)
            .with("case", "C00001")
            .with("obligation", "sales.payment-slip")
            .with("score", "11"),
    }
}

/// Some rows stand further down than they belong.
fn disorder(rows: &mut [Row<'_>], rng: &mut Rng) {
    let mut n = 0;
    while n < rows.len() {
        if rng.chance(15) {
            let last = rows.len() - 1;
            let to = n + usize::try_from(rng.below(60)).unwrap_or(0);
            if let Some(stretch) = rows.get_mut(n..=to.min(last)) {
                stretch.rotate_left(1);
            }
        }
        n += 1;
    }
}
