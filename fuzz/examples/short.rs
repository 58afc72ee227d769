//! Fuzzing without a fuzzer, for CI on stable: kept inputs first, then random changes of them, a share of the time for
//! each target. `short SECONDS [TARGET]...`; the seed is printed, and an input that fails is written to `failed-TARGET`.
use std::path::Path;
use std::time::{Duration, Instant};
use std::{env, fs, panic};

use interdept_fuzz::TARGETS;

struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() % n.max(1) as u64) as usize
    }
}

fn files(folder: &Path) -> Vec<Vec<u8>> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).map(|all| all.flatten().map(|it| it.path()).collect()).unwrap_or_default();
    paths.sort();
    paths.iter().filter_map(|path| fs::read(path).ok()).collect()
}

/// Changes an input in one to six places: a byte, a stretch dropped, doubled, or taken from another, a word inserted.
fn changed(seeds: &[Vec<u8>], words: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = seeds[dice.below(seeds.len())].clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(input.len() + 1);
        let most = 1 << dice.below(8);
        let length = 1 + dice.below(most);
        let end = (at + length).min(input.len());
        match dice.below(6) {
            0 if at < input.len() => input[at] = dice.roll() as u8,
            1 => drop(input.drain(at..end)),
            2 => {
                let again = input[at..end].to_vec();
                drop(input.splice(at..at, again));
            }
            3 => {
                let other = &seeds[dice.below(seeds.len())];
                let from = dice.below(other.len() + 1);
                let piece = other[from..(from + length).min(other.len())].to_vec();
                drop(input.splice(at..end, piece));
            }
            _ if !words.is_empty() => drop(input.splice(at..at, words[dice.below(words.len())].clone())),
            _ => {}
        }
        input.truncate(6_000);
    }
    input
}

/// The words of a libFuzzer dictionary.
fn words(path: &Path) -> Vec<Vec<u8>> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let quoted = text.lines().filter_map(|line| line.split_once("=\"")?.1.strip_suffix('"'));
    quoted
        .map(|word| {
            let (mut out, mut rest) = (Vec::new(), word.as_bytes());
            while let Some((&first, tail)) = rest.split_first() {
                rest = tail;
                match (first, tail) {
                    (b'\\', [b'x', high, low, after @ ..]) => {
                        let digits = [*high, *low];
                        out.push(
                            str::from_utf8(&digits).ok().and_then(|it| u8::from_str_radix(it, 16).ok()).unwrap_or(b'?'),
                        );
                        rest = after;
                    }
                    (b'\\', [next, after @ ..]) => {
                        out.push(*next);
                        rest = after;
                    }
                    _ => out.push(first),
                }
            }
            out
        })
        .collect()
}

fn main() {
    let mut arguments = env::args().skip(1);
    let seconds: u64 = arguments.next().and_then(|it| it.parse().ok()).unwrap_or(60);
    let wanted: Vec<String> = arguments.collect();
    let targets: Vec<_> =
        TARGETS.iter().filter(|(name, _)| wanted.is_empty() || wanted.iter().any(|it| it == name)).collect();
    let seed = env::var("FUZZ_SEED").ok().and_then(|it| it.parse().ok()).unwrap_or(1);
    println!("seed {seed}");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let share = Duration::from_secs(seconds) / targets.len().max(1) as u32;
    let mut failed = false;
    for (name, run) in targets {
        let mut seeds = files(&root.join("seeds").join(name));
        seeds.extend(files(&root.join("minimised").join(name)));
        let words = words(&root.join("dict").join(format!("{name}.dict")));
        let mut dice = Dice(seed);
        let (start, mut runs, mut slowest) = (Instant::now(), 0usize, Duration::ZERO);
        loop {
            let input = match seeds.get(runs) {
                Some(kept) => kept.clone(),
                None if start.elapsed() > share || seeds.is_empty() => break,
                None => changed(&seeds, &words, &mut dice),
            };
            let began = Instant::now();
            if panic::catch_unwind(|| run(&input)).is_err() {
                let _ = fs::write(format!("failed-{name}"), &input);
                failed = true;
                break;
            }
            slowest = slowest.max(began.elapsed());
            runs += 1;
        }
        println!(
            "{name}: {runs} inputs in {:.1} s, the slowest {:.2} s",
            start.elapsed().as_secs_f64(),
            slowest.as_secs_f64()
        );
        if slowest > Duration::from_secs(10) {
            println!("{name}: an input took longer than 10 s");
            failed = true;
        }
    }
    std::process::exit(i32::from(failed));
}
