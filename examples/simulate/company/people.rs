//! Who buys, and what.

use super::rng::Rng;

const FAMILY: [&str; 16] =
    ["王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "徐", "孙", "马", "朱", "胡", "林"];
const GIVEN: [&str; 16] =
    ["伟", "芳", "娜", "秀英", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "建国"];
const ACCESSORIES: [&str; 5] = ["none", "none", "film", "camera", "full set"];

/// What is known of a sale when the order comes in.
#[derive(Clone, Debug)]
pub(crate) struct Sale {
    /// Who drives it.
    pub(crate) buyer: String,
    /// In whose name the contract is.
    pub(crate) holder: String,
    /// `instalment` or `outright`.
    pub(crate) kind: &'static str,
    /// `cash`, `card` or `transfer`.
    pub(crate) payment: &'static str,
    /// What is fitted.
    pub(crate) accessories: &'static str,
}

impl Sale {
    /// A sale as they come: three in five on instalments, one contract in eight in someone else's name.
    pub(crate) fn any(rng: &mut Rng) -> Self {
        let buyer = name(rng);
        let holder = if rng.chance(125) { name(rng) } else { buyer.clone() };
        let kind = if rng.chance(600) { "instalment" } else { "outright" };
        let payment = rng.pick(&["card", "card", "transfer", "cash"]);
        Self { buyer, holder, kind, payment, accessories: rng.pick(&ACCESSORIES) }
    }

    /// Whether the bank pays.
    pub(crate) fn on_instalments(&self) -> bool {
        self.kind == "instalment"
    }
}

/// A name.
pub(crate) fn name(rng: &mut Rng) -> String {
    format!("{}{}", rng.pick(&FAMILY), rng.pick(&GIVEN))
}
