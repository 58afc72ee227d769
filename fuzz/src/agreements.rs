use interdept::Network;
use interdept::config::Source;

use crate::texts::printable;

/// Agreement files, divided by NUL: every error has its place; a network that loads writes itself, and reloads equal.
pub fn agreements(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let texts: Vec<&str> = text.split('\0').collect();
    let names: Vec<String> = (0..texts.len()).map(|n| format!("{n:03}.toml")).collect();
    let sources: Vec<Source<'_>> = names.iter().zip(&texts).map(|(name, text)| Source { name, text }).collect();
    let network = match Network::from_sources(&sources) {
        Ok(network) => network,
        Err(found) => {
            assert!(found.errors() > 0, "a failed load without an error");
            printable("a diagnostic", &found.to_string());
            for one in &found {
                let Some(file) = one.file() else { continue };
                let text = texts[names.iter().position(|name| name == file).expect("a file that was given")];
                let line = one.line().expect("a place has a line") as usize;
                assert!(line >= 1 && line <= text.matches('\n').count() + text.matches('\r').count() + 1);
                let _ = serde_json::to_string(one).expect("JSON");
            }
            return;
        }
    };
    let lints = network.lints();
    assert_eq!(lints.errors(), 0, "a network that loaded has only warnings: {lints}");
    printable("a lint", &lints.to_string());
    for one in network.obligations() {
        let _ = (one.upstream().count(), one.downstream().count(), one.needs().count());
        let due = one.due().to_string();
        assert_eq!(due.parse().as_ref(), Ok(one.due()), "{due}");
    }
    let _ = network.rings();
    printable("DOT", &network.to_dot(interdept::network::Edges::Each));
    printable("Mermaid", &network.to_mermaid());
    let files = network.to_toml();
    let again: Vec<Source<'_>> = files.iter().map(|file| Source { name: &file.name, text: &file.text }).collect();
    let reloaded = match Network::from_sources(&again) {
        Ok(reloaded) => reloaded,
        Err(found) => panic!("what was written does not load:\n{found}"),
    };
    assert!(reloaded == network, "what was written loads as another network: {files:#?}");
    assert_eq!(reloaded.to_toml(), files, "what was written writes itself differently");
    let said = |network: &Network| -> Vec<String> {
        let mut said: Vec<String> =
            network.lints().iter().map(|it| format!("{:?} {}", it.code(), it.message())).collect();
        said.sort();
        said
    };
    assert_eq!(said(&network), said(&reloaded), "the lints of what was written differ");
    let rebuilt = network.edit().build().expect("an edit of nothing builds");
    assert!(rebuilt == network, "an edit of nothing is another network");
}
