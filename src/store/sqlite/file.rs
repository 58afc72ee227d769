//! What lies at a path, told from its first bytes before SQLite may touch it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::super::error::{StoreError, StoreProblem};
use super::schema;

/// An SQLite file begins with a hundred bytes of which these are the first.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Marks the file as ours, where SQLite has a place for it: `idpt`.
pub(super) const APPLICATION: u32 = 0x6964_7074;

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, or an empty file.
    Nothing,
    /// A store in this format.
    Store(u32),
}

/// Looks at a file without changing anything.
///
/// # Errors
/// Returns an error for what is no store, a damaged one or one of a later version.
pub(super) fn look(path: &Path) -> Result<Found, StoreError> {
    let error = |problem| StoreError::new(path.display().to_string(), problem);
    let (head, length) = match head(path) {
        Ok(read) => read,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(cause) => return Err(failed(path, cause)),
    };
    if head.is_empty() {
        return Ok(Found::Nothing);
    }
    let Some(head) = Head::read(&head) else {
        return Err(error(if head.starts_with(MAGIC) {
            StoreProblem::Damaged(format!("it has {length} bytes, fewer than any"))
        } else {
            StoreProblem::Foreign("it is no SQLite file".to_owned())
        }));
    };
    let problem = match head {
        Head { application: APPLICATION, format: 0, .. } => StoreProblem::Damaged("it does not say its format".into()),
        Head { application: APPLICATION, format, .. } if format > schema::FORMAT => {
            StoreProblem::Newer { found: format, known: schema::FORMAT }
        }
        // What a writer that was killed had begun is undone or done by SQLite, from the file beside it.
        Head { application: APPLICATION, bytes, .. } if bytes > length && !has_work_left(path) => {
            StoreProblem::Damaged(format!("it has {length} bytes of {bytes}; its end is missing"))
        }
        Head { application: APPLICATION, format, .. } => return Ok(Found::Store(format)),
        Head { .. } => StoreProblem::Foreign("it is an SQLite file of another program".to_owned()),
    };
    Err(error(problem))
}

/// The first bytes of a file, and its length.
fn head(path: &Path) -> io::Result<(Vec<u8>, u64)> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
    }
    let mut head = Vec::new();
    file.take(100).read_to_end(&mut head)?;
    Ok((head, about.len()))
}

/// What an SQLite file says of itself; <https://www.sqlite.org/fileformat2.html#the_database_header>.
struct Head {
    application: u32,
    format: u32,
    /// How long it is.
    bytes: u64,
}

impl Head {
    fn read(head: &[u8]) -> Option<Self> {
        let rest = head.strip_prefix(MAGIC).filter(|_| head.len() == 100)?;
        let page = u64::from(u16::from_be_bytes([*rest.first()?, *rest.get(1)?]));
        let number = |at| Some(u32::from_be_bytes(*head.get(at..)?.first_chunk()?));
        // A page of 65,536 bytes does not fit, and is written as 1.
        let page = if page == 1 { 65_536 } else { page };
        Some(Self { application: number(68)?, format: number(60)?, bytes: u64::from(number(28)?) * page })
    }
}

/// Whether a file beside it holds what has yet to be written into it, or taken back.
fn has_work_left(path: &Path) -> bool {
    ["-wal", "-journal"].iter().any(|ending| fs::metadata(beside(path, ending)).is_ok_and(|about| about.len() > 0))
}

/// A file beside another, whose name is longer by this.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Removes what an interrupted attempt left of a file, if it left something.
pub(super) fn remove(path: &Path) -> Result<(), StoreError> {
    for ending in ["", "-journal", "-wal", "-shm"] {
        match fs::remove_file(beside(path, ending)) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(failed(path, cause)),
            _ => {}
        }
    }
    Ok(())
}

/// Gives a whole file its name, for good.
pub(super) fn put_in_place(new: &Path, path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let put = || {
        fs::rename(new, path)?;
        // A folder's list of names is written like a file; where folders cannot be opened, they need not be.
        if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
    };
    put().map_err(|cause| failed(path, cause))
}

fn failed(path: &Path, cause: io::Error) -> StoreError {
    StoreError::new(path.display().to_string(), StoreProblem::Failed(cause.to_string())).because(cause)
}

/// Refuses a file that is marked as not to be written, also to those whom the system would let.
pub(super) fn check_writable(path: &Path) -> Result<(), StoreError> {
    match fs::metadata(path) {
        Ok(about) if about.permissions().readonly() => {
            let problem = StoreProblem::ReadOnly("the file is marked so".to_owned());
            Err(StoreError::new(path.display().to_string(), problem))
        }
        _ => Ok(()),
    }
}

/// Makes this the file's one writer, until what it returns is dropped or the process ends in whatever way.
#[expect(clippy::incompatible_msrv, reason = "SQLite's crate needs the same compiler, 1.89")]
pub(super) fn lock(path: &Path) -> Result<File, StoreError> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let error = |problem| StoreError::new(path.display().to_string(), problem);
    let failed = |cause: io::Error| error(StoreProblem::Failed(format!("no lock can be had: {cause}"))).because(cause);
    let beside = beside(&path, "-writer");
    let lock = File::options().create(true).truncate(false).write(true).open(beside).map_err(failed)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(fs::TryLockError::WouldBlock) => Err(error(StoreProblem::Busy)),
        Err(fs::TryLockError::Error(cause)) => Err(failed(cause)),
    }
}
