//! The same promises on PostgreSQL, with a server of this test's own on this machine.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use interdept::store::{EventStore, PostgresStore, StoreProblem};
use postgres::{Client, NoTls};

use super::kills::{self, number};
use super::laws;

/// A server that runs until this is dropped, as the user `postgres`, for it refuses to be root.
struct Server {
    folder: PathBuf,
    port: u16,
}

/// The server's programs, where Debian puts them.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed: `apt-get install postgresql`");
    let newest = versions.map(|entry| entry.unwrap().path()).max().expect("there is a version of it");
    newest.join("bin")
}

fn as_postgres(program: &str) -> Command {
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(programs().join(program)).stdout(Stdio::null()).stderr(Stdio::null());
    command.stdin(Stdio::null()).current_dir("/");
    command
}

impl Server {
    fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = std::env::temp_dir().join(format!("interdept-postgres-{port}"));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        assert!(Command::new("chown").arg("postgres").arg(&folder).status().unwrap().success());
        let server = Self { folder, port };
        let mut init = as_postgres("initdb");
        init.arg("-D").arg(server.data()).args(["-A", "trust", "-U", "interdept", "-E", "UTF8", "--no-locale"]);
        assert!(init.status().unwrap().success(), "initdb");
        server.run();
        server
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn run(&self) {
        // The processes of one that was killed may take a moment to be gone.
        let started = (0..50).any(|time| {
            thread::sleep(Duration::from_millis(if time == 0 { 0 } else { 100 }));
            self.try_to_run()
        });
        assert!(started, "{}", fs::read_to_string(self.folder.join("log")).unwrap_or_default());
    }

    fn try_to_run(&self) -> bool {
        let options = format!("-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories=", self.port);
        let mut start = as_postgres("pg_ctl");
        start.args(["-w", "-o", &options, "-l"]).arg(self.folder.join("log")).arg("-D").arg(self.data()).arg("start");
        start.status().unwrap().success()
    }

    fn stop(&self, how: &str) {
        as_postgres("pg_ctl").args(["-w", "-m", how, "-D"]).arg(self.data()).arg("stop").status().unwrap();
    }

    /// Kills every process of the server at once, and starts it again.
    fn kill(&self) {
        let pid = fs::read_to_string(self.data().join("postmaster.pid")).unwrap();
        let pid = pid.lines().next().unwrap();
        let children = Command::new("ps").args(["-o", "pid=", "--ppid", pid]).output().unwrap();
        let children = String::from_utf8(children.stdout).unwrap();
        // Some may be gone by themselves meanwhile.
        let mut kill = Command::new("kill");
        kill.arg("-KILL").arg(pid).args(children.split_whitespace()).stderr(Stdio::null()).status().unwrap();
        let _ = fs::remove_file(self.data().join("postmaster.pid"));
        self.run();
    }

    /// The address of a store of its own.
    fn address(&self, name: &str) -> String {
        let name = name.replace('-', "_");
        let mut client = Client::connect(&self.plain(), NoTls).unwrap();
        client.batch_execute(&format!("create schema if not exists {name}")).unwrap();
        format!("{}?options=-csearch_path%3D{name}", self.plain())
    }

    fn plain(&self) -> String {
        format!("postgres://interdept:secret@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop("immediate");
        let _ = fs::remove_dir_all(&self.folder);
    }
}

#[test]
#[ignore = "starts a PostgreSQL server, as root"]
fn all_that_a_store_promises_holds_on_postgres() {
    let server = Server::start();
    let open = |name: &str| PostgresStore::open(&server.address(name)).unwrap();
    laws::all_hold(open);
    laws::services_share(open);

    // Another version's tables, and another program's.
    let address = server.address("versions");
    let mut client = Client::connect(&address, NoTls).unwrap();
    assert_eq!(PostgresStore::open_to_read(&address).unwrap_err().problem(), &StoreProblem::Missing);
    client.batch_execute("create table interdept_entry (x int)").unwrap();
    let foreign = PostgresStore::open(&address).unwrap_err();
    assert!(matches!(foreign.problem(), StoreProblem::Foreign(_)), "{foreign}");
    assert!(!foreign.to_string().contains("secret"), "{foreign}");
    client.batch_execute("drop table interdept_entry").unwrap();
    PostgresStore::open(&address).unwrap();
    client.batch_execute("update interdept_format set format = format + 1").unwrap();
    for opened in [PostgresStore::open(&address), PostgresStore::open_to_read(&address)] {
        assert!(matches!(opened.unwrap_err().problem(), StoreProblem::Newer { .. }));
    }

    // One that reads changes nothing, and damage within is found.
    let rows = super::rows();
    let address = server.address("damaged");
    PostgresStore::open(&address).unwrap().append(&rows[..50]).unwrap();
    let mut reader = PostgresStore::open_to_read(&address).unwrap();
    assert!(matches!(reader.append(&rows[..1]).unwrap_err().problem(), StoreProblem::ReadOnly(_)));
    reader.check().unwrap();
    let mut client = Client::connect(&address, NoTls).unwrap();
    client.batch_execute("update interdept_entry set body = replace(body, 'delivered', 'delivared')").unwrap();
    assert!(matches!(reader.check().unwrap_err().problem(), StoreProblem::Damaged(_)));

    // Writers at once come one after the other, and whoever reads meanwhile misses none of them.
    let address = server.address("writers");
    PostgresStore::open(&address).unwrap();
    thread::scope(|scope| {
        for part in rows.chunks(rows.len() / 4 + 1) {
            let address = &address;
            scope.spawn(move || {
                let mut store = PostgresStore::open(address).unwrap();
                part.chunks(7).for_each(|batch| drop(store.append(batch).unwrap()));
            });
        }
        let mut store = PostgresStore::open_to_read(&address).unwrap();
        let (mut read, mut last) = (0, 0);
        while read < rows.len() {
            for (seq, _) in super::held(&mut store, last) {
                assert!(seq > last);
                (read, last) = (read + 1, seq);
            }
        }
        assert_eq!((read, super::held(&mut store, 0).len()), (rows.len(), rows.len()));
    });
}

/// The writer is killed, and every fifth time the server with it.
#[test]
#[ignore = "starts a PostgreSQL server, as root"]
fn a_killed_writer_or_server_loses_nothing_on_postgres() {
    let server = Mutex::new(Server::start());
    let name = |round: u64| server.lock().unwrap().address(&format!("kills_{round}"));
    let check = |at: &str| PostgresStore::open(at).unwrap().check().unwrap();
    let strike = |kill: u64| {
        let strikes = kill % 5 == 4;
        if strikes {
            server.lock().unwrap().kill();
        }
        strikes
    };
    kills::kill(number("KILLS").unwrap_or(8), name, |at: &str| PostgresStore::open_to_read(at), check, Some(&strike));
}

#[test]
fn an_address_is_shown_without_its_password() {
    let error = PostgresStore::open("postgres://me:secret@127.0.0.1:1/db?connect_timeout=1").unwrap_err();
    assert!(error.to_string().starts_with("postgres://127.0.0.1:1/db: "), "{error}");
    assert!(Path::new(error.store()) == Path::new("postgres://127.0.0.1:1/db"));
}
