//! Whether a text is a table, by its first rows: delimiter, header, quotes.

use csv::ReaderBuilder;

use super::COLUMNS;
use crate::json;

/// Signs that stand between cells, most usual first.
const DELIMITERS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// What is known of a table by its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    delimiter: u8,
    /// The first row names the columns.
    pub(super) has_header: bool,
    /// Quotes inside quoted cells have a backslash in front, not a second quote.
    backslashes: bool,
}

/// Returns true where a text begins like a table. `head` is its beginning, cut off anywhere.
pub(crate) fn looks_like_table(head: &str) -> bool {
    shape(head).is_some()
}

/// The delimiter under which the first rows make sense: a header that names known fields; else, many rows with the same
/// number of cells under short, different names; else, many such rows without names.
pub(super) fn shape(head: &str) -> Option<Shape> {
    let backslashes = head.contains("\\\"") && !head.contains("\"\"");
    let tables = DELIMITERS.map(|delimiter| {
        let shape = Shape { delimiter, has_header: true, backslashes };
        (shape, rows(head, shape))
    });
    let cells = |rows: &[Vec<String>]| rows.first().map_or(0, Vec::len);
    let known =
        |rows: &[Vec<String>]| rows.first().map_or(0, |row| row.iter().filter(|cell| json::is_known(cell)).count());
    let named = tables
        .iter()
        .filter(|(_, rows)| {
            cells(rows) >= 2 && are_names(&rows[0]) && (known(rows) >= 2 || cells(rows) >= 3 && agree(rows, 3))
        })
        .max_by_key(|(_, rows)| (known(rows), cells(rows)));
    let unnamed = || {
        let mut unnamed = tables.iter().filter(|(_, rows)| cells(rows) >= 3 && agree(rows, 5));
        unnamed.next().map(|(shape, _)| Shape { has_header: false, ..*shape })
    };
    named.map(|(shape, _)| *shape).or_else(unnamed)
}

/// The first rows; the last one may be cut off and is left out unless it is the only one.
fn rows(head: &str, shape: Shape) -> Vec<Vec<String>> {
    let mut reader = builder(shape).from_reader(head.as_bytes());
    let mut rows: Vec<Vec<String>> = reader
        .byte_records()
        .take(50)
        .filter_map(Result::ok)
        .map(|row| row.iter().take(COLUMNS).map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
        .collect();
    if rows.len() > 1 && rows.len() < 50 && !head.ends_with('\n') {
        rows.pop();
    }
    rows
}

pub(super) fn builder(shape: Shape) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(shape.delimiter).flexible(true).has_headers(false);
    if shape.backslashes {
        builder.escape(Some(b'\\')).double_quote(false);
    }
    builder
}

/// At least so many rows have as many cells as the first, and two thirds of all: some rows of a table may be broken.
/// Prose and lists of names have a space behind their commas; rows of data hardly.
fn agree(rows: &[Vec<String>], least: usize) -> bool {
    let same = rows.iter().filter(|row| row.len() == rows[0].len()).count();
    let inner = || rows.iter().flat_map(|row| row.iter().skip(1));
    let spaced = inner().filter(|cell| cell.starts_with(' ')).count();
    same >= least && same * 3 >= rows.len() * 2 && spaced * 2 <= inner().count()
}

/// Names of columns are short, different, begin with a letter and are no sentences.
fn are_names(row: &[String]) -> bool {
    let is_name = |name: &str| {
        name.chars().count() <= 50
            && name.split_whitespace().count() <= 4
            && name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | '$' | '@' | '#'))
            && !name.ends_with(['.', '!', '?', '。'])
            && !name.contains("://")
    };
    let filled: Vec<&str> = row.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    // Tables written by pandas have a first column without a name.
    filled.len() + 1 >= row.len()
        && filled.iter().all(|name| is_name(name))
        && filled.iter().enumerate().all(|(at, name)| !filled[..at].contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_recognised_and_texts_are_not() {
        for table in [
            "title,text,url\nEins,Ein Text,https://a.example/1\n",
            "titular;texto;fecha\nUno;\"Un; texto\";2024-03-05\nDos;Otro;2024-03-06\n",
            "clave;titular;texto\n1;Uno;\"Un; texto\"\n2;Otro\n3;Tres;Fin\n",
            "clave,titular,texto\n1,Uno,\"Un, dos, tres, y más\"\n2,Otro,\"Otro, también\"\n",
            "clave;titular;texto\n1;Uno;\"Un, dos, y más\"\n2;Otro\n3;Tres;Fin\n",
            "url\ttitle\nhttps://a.example\tEins\n",
            ",title,publish_date\n0,\"Eins, zwei\",2024-03-05\n",
            "1;Ein Text;2024\n2;Noch einer;2024\n3;Und;2024\n4;Und;2024\n5;Und;2024\n",
        ] {
            assert!(looks_like_table(table), "{table}");
        }
        for text in [
            "Talks began in Geneva, officials said, on Monday.\n\nThey will go on, one said, for days.\n",
            "Harbour reopens\n\nGENEVA, March 5 - Talks began, they said.\nThen, they ended, all said.\n",
            "By Ana Ruiz, Bo Ek\nText, text and text.\n",
            "title\nEins\n",
            "Ana Ruiz, Genf, Kai 1\nBo Ek, Bern, Kai 2\nCy Li, Rom, Kai 3\nDi Mo, Ulm, Kai 4\nEd Ax, Linz, Kai 5\n",
        ] {
            assert!(!looks_like_table(text), "{text}");
        }
    }
}
