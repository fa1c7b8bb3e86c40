//! A dump of GeoNames to a gazetteer file.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use dateline_entity::Lexicon;
use dateline_entity::gazetteer::{
    AdminName, Alternate, Builder, Built, CountryRow, Gazetteer, LONGEST_LINE, LineError, Row,
};
use serde::Serialize;

use crate::progress::Unit;
use crate::{Error, Kind, Progress};

/// Rejected lines that are told one by one; all are counted.
const TOLD: usize = 100;

/// What became of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// Where the gazetteer was written.
    pub file: PathBuf,
    /// What it holds.
    #[serde(flatten)]
    pub built: Built,
    /// Lines read, of all files.
    pub lines: u64,
    /// Rows of features that news does not need: roads, single buildings.
    pub left_out: u64,
    /// Rows that lie in no known country.
    pub homeless: u64,
    /// Lines that were not read.
    pub rejected: u64,
    /// The first of them.
    pub rejections: Vec<RejectedLine>,
}

/// A line that was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RejectedLine {
    /// The file; behind `!` the member of an archive.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// The name of the reason.
    pub reason: &'static str,
    /// What was expected and what was found.
    pub detail: String,
}

/// What a file of GeoNames holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Countries,
    Divisions,
    Places,
    Alternates,
    /// `hierarchy.txt`: codes say the same of everything that a gazetteer keeps.
    Hierarchy,
}

/// A table to be read: a file, or a member of a zip archive.
#[derive(Clone, Debug)]
struct Part {
    path: PathBuf,
    member: Option<usize>,
    name: String,
    bytes: u64,
    table: Table,
}

/// Builds a gazetteer from files of GeoNames (`allCountries.txt`, `alternateNamesV2.txt`, `admin1CodesASCII.txt`,
/// `admin2Codes.txt`, `countryInfo.txt`, or those of single countries; plain or in zip archives) and writes it to
/// `output`. One bad line never ends the run.
///
/// # Errors
///
/// Fails where a file cannot be read or is none of these, where no file has places, and where `output` cannot be
/// written.
pub fn import_gazetteer(files: &[PathBuf], output: &Path, progress: &dyn Progress) -> Result<Imported, Error> {
    let mut parts = Vec::new();
    for file in files {
        parts.extend(parts_of(file)?);
    }
    if !parts.iter().any(|part| part.table == Table::Places) {
        return Err(Error::new(
            Kind::Invalid,
            "expected a table of places such as `allCountries.txt`, found none among the files",
        ));
    }
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let about = format!("GeoNames (https://www.geonames.org), CC BY 4.0, imported from {}", names.join(", "));
    let lexicon = Lexicon::builtin();
    let mut import = Import {
        builder: Builder::new(lexicon, about, true),
        report: Imported { file: output.to_owned(), ..Imported::default() },
        progress,
    };
    let total = |table: Table| parts.iter().filter(|part| part.table == table).map(|part| part.bytes).sum::<u64>();
    let bytes: u64 = parts.iter().map(|part| part.bytes).sum::<u64>() + total(Table::Places);
    progress.begin("importing", Unit::Bytes, Some(bytes));
    let result = import.all(&parts);
    progress.end();
    result?;
    let Import { builder, mut report, .. } = import;
    report.built = builder.finish(output).map_err(|error| Error::file("write", output, &error))?;
    Ok(report)
}

struct Import<'a> {
    builder: Builder<'a>,
    report: Imported,
    progress: &'a dyn Progress,
}

impl Import<'_> {
    fn all(&mut self, parts: &[Part]) -> Result<(), Error> {
        let of = |table: Table| parts.iter().filter(move |part| part.table == table);
        for part in of(Table::Countries) {
            self.each(part, &mut |import, line| {
                import.builder.country(&CountryRow::parse(line)?);
                Ok(())
            })?;
        }
        // Countries that the files do not list are known all the same.
        self.builder.countries_of(Gazetteer::builtin());
        for part in of(Table::Divisions) {
            self.each(part, &mut |import, line| {
                let known = import.builder.division(&AdminName::parse(line)?);
                import.report.homeless += u64::from(!known);
                Ok(())
            })?;
        }
        self.divisions(&of(Table::Places).collect::<Vec<_>>())?;
        for part in of(Table::Places) {
            self.each(part, &mut |import, line| import.place(line))?;
        }
        for part in of(Table::Alternates) {
            self.each(part, &mut |import, line| {
                let row = Alternate::parse(line)?;
                if row.is_name() {
                    import.builder.alternate(row.geonameid, row.name, u32::MAX).map_err(Failure::Disk)?;
                }
                Ok(())
            })?;
        }
        for part in of(Table::Hierarchy) {
            self.progress.note(&format!("`{}` is not needed: the codes of places say the same", part.name));
        }
        Ok(())
    }

    /// Reads the divisions out of the tables of places: their true middles, and names where no other table has them.
    fn divisions(&mut self, parts: &[&Part]) -> Result<(), Error> {
        // A second level may stand in front of its first.
        let mut second = Vec::new();
        let before = (self.report.lines, self.report.rejected, self.report.rejections.len());
        for part in parts {
            self.each(part, &mut |import, line| {
                let row = Row::parse(line)?;
                let Some(level) = row.level() else { return Ok(()) };
                let code = match level {
                    0 => row.country.to_owned(),
                    1 => format!("{}.{}", row.country, row.admin1),
                    _ => format!("{}.{}.{}", row.country, row.admin1, row.admin2),
                };
                if level == 1 {
                    import.division(&code, row.name);
                }
                if level < 2 {
                    import.builder.locate(&code, row.point, row.population);
                } else {
                    second.push((code, row.name.to_owned(), row.point, row.population));
                }
                Ok(())
            })?;
        }
        for (code, name, point, population) in second {
            self.division(&code, &name);
            self.builder.locate(&code, point, population);
        }
        // The same lines are read once more for their places, and told then.
        (self.report.lines, self.report.rejected) = (before.0, before.1);
        self.report.rejections.truncate(before.2);
        Ok(())
    }

    /// Adds a division where its code can be a part of an identifier and its country is known.
    fn division(&mut self, code: &str, name: &str) {
        if let Ok(row) = AdminName::parse(&format!("{code}\t{name}")) {
            self.builder.division(&row);
        }
    }

    fn place(&mut self, line: &str) -> Result<(), Failure> {
        let row = Row::parse(line)?;
        if row.level().is_some() {
            return Ok(());
        }
        match row.feature() {
            Some(feature) => {
                let known = self.builder.place(&row, feature).map_err(Failure::Disk)?;
                self.report.homeless += u64::from(!known);
            }
            None => self.report.left_out += 1,
        }
        Ok(())
    }

    /// Hands every line of a table to `work`; what it cannot read is a rejection.
    fn each(&mut self, part: &Part, work: &mut dyn FnMut(&mut Self, &str) -> Result<(), Failure>) -> Result<(), Error> {
        let fail = |error: &std::io::Error| Error::file("read", Path::new(&part.name), error);
        let file = File::open(&part.path).map_err(|error| fail(&error))?;
        let mut archive;
        let mut reader: Box<dyn BufRead> = match part.member {
            None => Box::new(BufReader::with_capacity(1 << 16, file)),
            Some(member) => {
                archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| fail(&error.into()))?;
                let member = archive.by_index(member).map_err(|error| fail(&error.into()))?;
                Box::new(BufReader::with_capacity(1 << 16, member))
            }
        };
        let (mut bytes, mut number) = (Vec::new(), 0);
        loop {
            bytes.clear();
            let read = (&mut reader).take(LONGEST_LINE as u64 + 1).read_until(b'\n', &mut bytes);
            if read.map_err(|error| fail(&error))? == 0 {
                return Ok(());
            }
            number += 1;
            self.report.lines += 1;
            self.progress.advance(bytes.len() as u64);
            let line = if bytes.len() > LONGEST_LINE {
                self.progress.advance(skip_line(&mut reader, &bytes).map_err(|error| fail(&error))?);
                Err(("too-long", format!("expected a line of at most {LONGEST_LINE} bytes, found a longer one")))
            } else {
                std::str::from_utf8(&bytes).map_err(|error| ("bad-text", format!("expected UTF-8, found {error}")))
            };
            let (reason, detail) = match line {
                Ok(line) if line.trim().is_empty() || line.starts_with('#') => continue,
                Ok(line) => match work(self, line) {
                    Ok(()) => continue,
                    Err(Failure::Line(error)) => ("bad-line", error.to_string()),
                    Err(Failure::Disk(error)) => return Err(Error::file("write", &std::env::temp_dir(), &error)),
                },
                Err(told) => told,
            };
            self.report.rejected += 1;
            if self.report.rejections.len() < TOLD {
                self.progress.note(&format!("`{}`, line {number}: {detail}", part.name));
                self.report.rejections.push(RejectedLine { file: part.name.clone(), line: number, reason, detail });
            }
        }
    }
}

/// Why a line was not taken in.
enum Failure {
    Line(LineError),
    Disk(std::io::Error),
}

impl From<LineError> for Failure {
    fn from(error: LineError) -> Self {
        Self::Line(error)
    }
}

/// Skips the rest of a line whose beginning was read; returns how many bytes that was.
fn skip_line(reader: &mut dyn BufRead, beginning: &[u8]) -> std::io::Result<u64> {
    let mut skipped = 0;
    if beginning.ends_with(b"\n") {
        return Ok(skipped);
    }
    loop {
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(skipped);
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(used);
        skipped += used as u64;
        if end.is_some() {
            return Ok(skipped);
        }
    }
}

/// Returns the tables in a file: itself, or those in a zip archive, apart from texts that are no tables.
fn parts_of(path: &Path) -> Result<Vec<Part>, Error> {
    let fail = |error: &std::io::Error| Error::file("read", path, error);
    let mut file = File::open(path).map_err(|error| fail(&error))?;
    let mut head = [0; 4];
    let read = file.read(&mut head).map_err(|error| fail(&error))?;
    if &head[..read] != b"PK\x03\x04" {
        let bytes = file.metadata().map_err(|error| fail(&error))?.len();
        let reader = File::open(path).map_err(|error| fail(&error))?;
        let table = sniff(&mut BufReader::new(reader)).map_err(|error| fail(&error))?;
        let name = path.display().to_string();
        let table = table.ok_or_else(|| foreign(&name))?;
        return Ok(vec![Part { path: path.to_owned(), member: None, name, bytes, table }]);
    }
    let reader = File::open(path).map_err(|error| fail(&error))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(reader)).map_err(|error| fail(&error.into()))?;
    let mut parts = Vec::new();
    for index in 0..archive.len() {
        let member = archive.by_index(index).map_err(|error| fail(&error.into()))?;
        let named = member.name().map_or_else(|_| index.to_string(), std::borrow::Cow::into_owned);
        let name = format!("{}!{named}", path.display());
        let bytes = member.size();
        let table = sniff(&mut BufReader::new(member)).map_err(|error| fail(&error))?;
        parts.extend(table.map(|table| Part { path: path.to_owned(), member: Some(index), name, bytes, table }));
    }
    if parts.is_empty() { Err(foreign(&path.display().to_string())) } else { Ok(parts) }
}

fn foreign(name: &str) -> Error {
    Error::new(Kind::Invalid, format!("expected a table of GeoNames, found something else in `{name}`")).hint(
        "allCountries.txt, alternateNamesV2.txt, admin1CodesASCII.txt, admin2Codes.txt, countryInfo.txt, hierarchy.txt \
         and the tables of single countries are known, plain or in zip archives",
    )
}

/// Says which table it is by the first lines that any of them can be read from.
fn sniff(reader: &mut dyn BufRead) -> std::io::Result<Option<Table>> {
    let mut bytes = Vec::new();
    for _ in 0..200 {
        bytes.clear();
        if reader.take(LONGEST_LINE as u64).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        let Ok(line) = std::str::from_utf8(&bytes) else { continue };
        let line = line.trim_end_matches(['\r', '\n']);
        if line.starts_with('#') {
            continue;
        }
        let columns = line.split('\t').count();
        let numbers = line.split('\t').take(2).filter(|cell| cell.parse::<u32>().is_ok()).count();
        if Row::parse(line).is_ok() {
            return Ok(Some(Table::Places));
        } else if CountryRow::parse(line).is_ok() {
            return Ok(Some(Table::Countries));
        } else if AdminName::parse(line).is_ok() {
            return Ok(Some(Table::Divisions));
        } else if columns >= 4 && numbers == 2 && Alternate::parse(line).is_ok() {
            return Ok(Some(Table::Alternates));
        } else if matches!(columns, 2 | 3) && numbers == 2 {
            return Ok(Some(Table::Hierarchy));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::Silent;

    /// Tables of an invented country, with a bad line, a road, a place abroad and a line that is too long.
    fn tables(folder: &Path) -> Vec<PathBuf> {
        let row = |id: u32, name: &str, class: &str, code: &str, country: &str, admin: &str, population: u32| {
            let name = format!("{id}\t{name}\t{name}\t\t10.5\t{id}\t{class}\t{code}\t{country}\t");
            format!("{name}\t{admin}\t\t\t{population}\t\t1\tUTC\t2020-01-01\n")
        };
        let places = [
            row(5, "Trentino", "A", "ADM2", "XF", "01\t7", 10),
            row(1, "Freedonia", "A", "PCLI", "XF", "00\t", 5_000),
            row(2, "Upper Province", "A", "ADM1", "XF", "01\t", 900),
            row(3, "Firefly", "P", "PPLA", "XF", "01\t7", 800),
            "4\tbroken line\n".to_owned(),
            row(6, "Old Road", "R", "RD", "XF", "01\t", 0),
            row(7, "Elsewhere", "P", "PPL", "XQ", "01\t", 0),
            format!("8\t{}\n", "long ".repeat(20_000)),
            row(9, "Glumstadt", "P", "PPL", "XF", "01\t", 70),
        ];
        let countries = "# ISO\nXF\tXFR\t999\tXF\tFreedonia\tFirefly\t1\t5000\tEU\t.xf\n";
        let names = "1\t3\tde\tFireflystadt\t\t\t\t\n2\t3\tlink\thttps://example.org\t\t\t\t\n3\t777\ten\tNobody\n";
        let mut files = Vec::new();
        for (name, text) in [("countryInfo.txt", countries), ("alternateNamesV2.txt", names)] {
            files.push(folder.join(name));
            std::fs::write(files.last().unwrap(), text).unwrap();
        }
        files.push(folder.join("XF.zip"));
        let mut zip = zip::ZipWriter::new(File::create(files.last().unwrap()).unwrap());
        for (name, text) in [("readme.txt", "not a table".to_owned()), ("XF.txt", places.concat())] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap();
        files
    }

    #[test]
    fn a_dump_becomes_a_gazetteer_and_bad_lines_are_told() {
        let folder = tempfile::tempdir().unwrap();
        let files = tables(folder.path());
        let output = folder.path().join("own.bin");
        let imported = import_gazetteer(&files, &output, &Silent).unwrap();
        assert_eq!((imported.built.places, imported.left_out, imported.homeless), (2, 1, 1));
        assert_eq!(imported.rejected, 2);
        let told: Vec<(u64, &str)> = imported.rejections.iter().map(|line| (line.line, line.reason)).collect();
        assert_eq!(told, [(5, "bad-line"), (8, "too-long")]);
        assert!(imported.rejections[0].file.ends_with("XF.zip!XF.txt"));
        let gazetteer = Gazetteer::open(&output).unwrap();
        assert_eq!(gazetteer.version(), imported.built.version);
        assert_eq!(gazetteer.entity("/EU/XF/XF.01/3").unwrap().label, "Firefly");
        assert_eq!(gazetteer.entity("/EU/XF/XF.01/XF.01.7").unwrap().label, "Trentino");
        assert!(gazetteer.about().contains("XF.zip!XF.txt"));
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes.txt");
        std::fs::write(&file, "These are\tno places.\n").unwrap();
        let output = folder.path().join("own.bin");
        let error = import_gazetteer(&[file], &output, &Silent).unwrap_err();
        assert!(error.to_string().contains("expected a table of GeoNames"), "{error}");
        let countries = tables(folder.path()).remove(0);
        let error = import_gazetteer(&[countries], &output, &Silent).unwrap_err();
        assert!(error.to_string().contains("expected a table of places"), "{error}");
        assert!(!output.exists());
    }
}
