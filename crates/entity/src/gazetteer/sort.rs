//! Sorting more records than memory holds: sorted runs in temporary files, merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

/// Bytes of records that are held in memory before they are written out as a run.
const BUFFER: usize = 96 << 20;

/// Takes records in any order and gives them back in the order of their bytes.
#[derive(Debug, Default)]
pub(super) struct Sorter {
    bytes: Vec<u8>,
    records: Vec<(u32, u16)>,
    runs: Vec<File>,
}

impl Sorter {
    /// Adds a record of at most 65,535 bytes.
    pub(super) fn push(&mut self, record: &[u8]) -> io::Result<()> {
        let length = u16::try_from(record.len()).map_err(|_| io::Error::other("a record is too long to be sorted"))?;
        if self.bytes.len() + record.len() + self.records.len() * size_of::<(u32, u16)>() > BUFFER {
            self.spill()?;
        }
        let start = u32::try_from(self.bytes.len()).map_err(io::Error::other)?;
        self.bytes.extend_from_slice(record);
        self.records.push((start, length));
        Ok(())
    }

    fn sorted(&mut self) -> Vec<(u32, u16)> {
        let mut records = std::mem::take(&mut self.records);
        let bytes = &self.bytes;
        records.sort_unstable_by(|a, b| slice(bytes, *a).cmp(slice(bytes, *b)));
        records
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut file = tempfile::tempfile()?;
        let mut out = BufWriter::new(&mut file);
        for record in self.sorted() {
            out.write_all(&record.1.to_le_bytes())?;
            out.write_all(slice(&self.bytes, record))?;
        }
        out.flush()?;
        drop(out);
        file.rewind()?;
        self.bytes.clear();
        self.runs.push(file);
        Ok(())
    }

    /// Hands every record to `each` in order.
    pub(super) fn drain(mut self, each: &mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> {
        if self.runs.is_empty() {
            for record in self.sorted() {
                each(slice(&self.bytes, record))?;
            }
            return Ok(());
        }
        self.spill()?;
        self.bytes = Vec::new();
        let mut runs: Vec<BufReader<File>> = self.runs.drain(..).map(BufReader::new).collect();
        let mut heads = BinaryHeap::new();
        for (at, run) in runs.iter_mut().enumerate() {
            heads.extend(next(run)?.map(|record| Reverse((record, at))));
        }
        while let Some(Reverse((record, at))) = heads.pop() {
            each(&record)?;
            heads.extend(next(&mut runs[at])?.map(|record| Reverse((record, at))));
        }
        Ok(())
    }
}

fn slice(bytes: &[u8], (start, length): (u32, u16)) -> &[u8] {
    &bytes[start as usize..start as usize + usize::from(length)]
}

fn next(run: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 2];
    match run.read_exact(&mut length) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    let mut record = vec![0; usize::from(u16::from_le_bytes(length))];
    run.read_exact(&mut record)?;
    Ok(Some(record))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_in_order_with_and_without_runs() {
        for spills in [0, 3] {
            let mut sorter = Sorter::default();
            for number in (0..1000_u32).rev() {
                sorter.push(format!("{:04}", number * 7 % 1000).as_bytes()).unwrap();
                if spills > 0 && number % 300 == 0 {
                    sorter.spill().unwrap();
                }
            }
            let mut found = Vec::new();
            let mut keep = |record: &[u8]| {
                found.push(String::from_utf8_lossy(record).into_owned());
                Ok(())
            };
            sorter.drain(&mut keep).unwrap();
            let expected: Vec<String> = (0..1000).map(|number| format!("{number:04}")).collect();
            assert_eq!(found, expected);
        }
    }
}
