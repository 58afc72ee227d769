//! How far a share may be off by chance.

use super::Ratio;

/// The 97.5 % point of the normal distribution, Φ⁻¹(0.975): 95 % lie between it and its negative. (M. Abramowitz and I. A.
/// Stegun, *Handbook of Mathematical Functions*, table 26.5.)
pub(super) const Z: f64 = 1.959_963_984_540_054;

impl Ratio {
    /// The interval of 95 % in which the share lies that this one is a sample of, after E. B. Wilson, *Probable inference,
    /// the law of succession, and statistical inference*, Journal of the American Statistical Association 22 (1927),
    /// 209–212. It never leaves 0 to 1, and is wide where there is little to go by.
    ///
    /// ```
    /// use interdept::analysis::Ratio;
    /// let (low, high) = Ratio::new(231, 255).unwrap().interval();
    /// assert_eq!((format!("{low:.4}"), format!("{high:.4}")), ("0.8638".to_owned(), "0.9359".to_owned()));
    /// ```
    pub fn interval(self) -> (f64, f64) {
        let share = self.value();
        #[expect(clippy::cast_precision_loss, reason = "the last digit of a count beyond 2^53 would not matter")]
        let n = self.of() as f64;
        let spread = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        let (centre, whole) = (share + Z * Z / (2.0 * n), 1.0 + Z * Z / n);
        (((centre - spread) / whole).clamp(0.0, 1.0), ((centre + spread) / whole).clamp(0.0, 1.0))
    }
}
