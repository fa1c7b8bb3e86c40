//! Does everything in the archive read back as it was written.

use dateline_model::{Article, Digest, Seq};

use crate::articles::place;
use crate::codec::decode;
use crate::{Store, StoreError, segments};

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// Revisions read and compared with their digest.
    pub revisions: u64,
    /// Captures read and compared with their digest.
    pub captures: u64,
    /// Rulings read.
    pub rulings: u64,
    /// Number of the last journal entry.
    pub last_seq: Seq,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it concerns, for example `revision 2 of article ...`.
    pub subject: String,
    /// What was expected and what was found.
    pub what: String,
}

impl Store {
    /// Reads every revision and every capture, compares them with their digests, and asks SQLite to check itself.
    /// `progress` is told how many records were read.
    ///
    /// # Errors
    ///
    /// Fails where the database cannot be read at all; damage inside it is a fault in the report.
    pub fn check(&self, mut progress: impl FnMut(u64)) -> Result<CheckReport, StoreError> {
        let mut report = CheckReport { last_seq: self.last_seq()?, ..CheckReport::default() };
        self.check_database(&mut report)?;
        self.check_rulings(&mut report)?;
        self.check_revisions(&mut report, &mut progress)?;
        self.check_captures(&mut report, &mut progress)?;
        Ok(report)
    }

    fn check_database(&self, report: &mut CheckReport) -> Result<(), StoreError> {
        let reader = self.reader()?;
        let verdict: String = reader.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        if verdict != "ok" {
            report.faults.push(Fault { subject: "dateline.db".to_owned(), what: verdict });
        }
        const ORPHANS: [(&str, &str); 3] = [
            (
                "article without its current revision",
                "SELECT id FROM articles a WHERE NOT EXISTS (SELECT 1 FROM revisions r WHERE r.article = a.id AND r.number = a.current)",
            ),
            (
                "journal entry without its revision",
                "SELECT article FROM journal j WHERE NOT EXISTS (SELECT 1 FROM revisions r WHERE r.article = j.article AND r.number = j.revision)",
            ),
            (
                "revision without a journal entry",
                "SELECT article FROM revisions r WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.article = r.article AND j.revision = r.number)",
            ),
        ];
        for (what, sql) in ORPHANS {
            let mut statement = reader.prepare(sql)?;
            let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
            for row in rows {
                report.faults.push(Fault { subject: format!("article `{}`", row?), what: what.to_owned() });
            }
        }
        Ok(())
    }

    fn check_revisions(&self, report: &mut CheckReport, progress: &mut impl FnMut(u64)) -> Result<(), StoreError> {
        let reader = self.reader()?;
        let mut statement = reader.prepare("SELECT article, number, digest, content FROM revisions")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let subject = format!("revision {} of article `{}`", row.get::<_, u32>(1)?, row.get::<_, String>(0)?);
            let stated: Vec<u8> = row.get(2)?;
            match decode::<Article>(&subject, &row.get::<_, Vec<u8>>(3)?) {
                Ok(article) if article.text_digest().0 == *stated => {}
                Ok(_) => report
                    .faults
                    .push(Fault { subject, what: "its text does not have the digest it was written with".to_owned() }),
                Err(error) => report.faults.push(Fault { subject, what: error.to_string() }),
            }
            report.revisions += 1;
            progress(report.revisions + report.captures);
        }
        Ok(())
    }

    fn check_captures(&self, report: &mut CheckReport, progress: &mut impl FnMut(u64)) -> Result<(), StoreError> {
        let reader = self.reader()?;
        let directory = self.captures_directory();
        let mut statement =
            reader.prepare("SELECT segment, offset, length, article, digest FROM captures ORDER BY segment, offset")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let subject = format!("capture of article `{}`", row.get::<_, String>(3)?);
            let stated: Vec<u8> = row.get(4)?;
            match segments::read(&directory, place(row)?) {
                Ok(payload) if Digest::of(&payload).0 == *stated => {}
                Ok(_) => report.faults.push(Fault {
                    subject,
                    what: "its bytes do not have the digest they were written with".to_owned(),
                }),
                Err(error) => report.faults.push(Fault { subject, what: error.to_string() }),
            }
            report.captures += 1;
            progress(report.revisions + report.captures);
        }
        Ok(())
    }
}
