//! Dates that remember where they come from and how exact they are.

use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;
use jiff::{Timestamp, fmt::strtime};
use serde::{Deserialize, Serialize};

/// A date as a publisher stated it: local time, precision, zone if one was given, and where it was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dated {
    /// Local date and time; parts finer than the precision are the earliest possible.
    pub local: DateTime,
    /// How much of `local` was stated.
    pub precision: Precision,
    /// Offset from UTC in seconds, where one was stated.
    pub offset_seconds: Option<i32>,
    /// Where it was found.
    pub origin: Origin,
}

/// How much of a date was stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// The year only.
    Year,
    /// Year and month.
    Month,
    /// A day.
    Day,
    /// A time without seconds.
    Minute,
    /// A time with seconds or better.
    Second,
}

impl Precision {
    /// Returns the name used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }
}

/// Where a date was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// JSON-LD in the page.
    JsonLd,
    /// A `meta` element.
    Meta,
    /// Microdata or RDFa.
    Microdata,
    /// A `time` element.
    TimeElement,
    /// The address of the page.
    Url,
    /// The name of the file.
    FileName,
    /// Words on the page or in the text.
    Text,
    /// The dateline, its year taken from the capture.
    Dateline,
    /// A feed.
    Feed,
    /// A field of a dump.
    Record,
    /// The `Date` header of a message.
    Header,
    /// A news sitemap.
    Sitemap,
}

impl Origin {
    /// Returns the name used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::JsonLd => "json_ld",
            Self::Meta => "meta",
            Self::Microdata => "microdata",
            Self::TimeElement => "time_element",
            Self::Url => "url",
            Self::FileName => "file_name",
            Self::Text => "text",
            Self::Dateline => "dateline",
            Self::Feed => "feed",
            Self::Record => "record",
            Self::Header => "header",
            Self::Sitemap => "sitemap",
        }
    }
}

impl Dated {
    /// Returns a day without time or zone.
    #[must_use]
    pub fn day(day: Date, origin: Origin) -> Self {
        Self { local: day.at(0, 0, 0, 0), precision: Precision::Day, offset_seconds: None, origin }
    }

    /// Returns a timestamp shown in UTC.
    #[must_use]
    pub fn utc(at: Timestamp, origin: Origin) -> Self {
        Self { local: Offset::UTC.to_datetime(at), precision: Precision::Second, offset_seconds: Some(0), origin }
    }

    /// Returns the local day, which is what readers mean by "the issue of 5 March".
    #[must_use]
    pub fn date(&self) -> Date {
        self.local.date()
    }

    /// Returns the earliest moment it can mean; a date without a zone is read as UTC.
    #[must_use]
    pub fn earliest(&self) -> Timestamp {
        let offset = self.offset_seconds.and_then(|seconds| Offset::from_seconds(seconds).ok()).unwrap_or(Offset::UTC);
        offset.to_timestamp(self.local).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Returns the date in ISO 8601, no finer than its precision: `2017`, `2017-11`, `2017-11-14`,
    /// `2017-11-14T09:30`, `2017-11-14T09:30:05+02:00`.
    #[must_use]
    pub fn value(&self) -> String {
        let format = match self.precision {
            Precision::Year => "%Y",
            Precision::Month => "%Y-%m",
            Precision::Day => "%Y-%m-%d",
            Precision::Minute => "%Y-%m-%dT%H:%M",
            Precision::Second => "%Y-%m-%dT%H:%M:%S",
        };
        let mut value = strtime::format(format, self.local).unwrap_or_else(|_| self.local.to_string());
        if self.precision >= Precision::Minute {
            value.push_str(&self.zone().unwrap_or_default());
        }
        value
    }

    /// Returns the stated offset as `Z` or `+02:00`, or `None` where none was stated.
    #[must_use]
    pub fn zone(&self) -> Option<String> {
        let seconds = self.offset_seconds?;
        if seconds == 0 {
            return Some("Z".to_owned());
        }
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        Some(format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_value_is_no_finer_than_its_precision() {
        let local = date(2017, 11, 14).at(9, 30, 5, 0);
        let value =
            |precision, offset_seconds| Dated { local, precision, offset_seconds, origin: Origin::Meta }.value();
        assert_eq!(value(Precision::Year, None), "2017");
        assert_eq!(value(Precision::Month, Some(0)), "2017-11");
        assert_eq!(value(Precision::Day, None), "2017-11-14");
        assert_eq!(value(Precision::Minute, None), "2017-11-14T09:30");
        assert_eq!(value(Precision::Second, Some(0)), "2017-11-14T09:30:05Z");
        assert_eq!(value(Precision::Second, Some(-12_600)), "2017-11-14T09:30:05-03:30");
    }

    #[test]
    fn the_moment_uses_the_stated_zone() {
        let local = date(2017, 11, 14).at(1, 0, 0, 0);
        let dated = Dated { local, precision: Precision::Second, offset_seconds: Some(7200), origin: Origin::Meta };
        assert_eq!(dated.earliest().to_string(), "2017-11-13T23:00:00Z");
        assert_eq!(dated.date(), date(2017, 11, 14));
    }
}
