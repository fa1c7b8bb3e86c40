//! Our fields as Tantivy fields.

use dateline_query::{DateField, TextField, ValueField};
use dateline_search::FacetField;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};

use crate::analyzer::{KEYWORD, TEXT};

/// Raised whenever what is written changes: an index of another number must be rebuilt.
pub(crate) const VERSION: u32 = 3;

/// The fields by meaning.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    pub(crate) id: Field,
    pub(crate) revision: Field,
    pub(crate) current: Field,
    pub(crate) seen_from: Field,
    pub(crate) seen_to: Field,
    pub(crate) tie: Field,
    pub(crate) id_end: Field,
    pub(crate) moment: Field,
    pub(crate) headline: Field,
    pub(crate) dek: Field,
    pub(crate) lede_start: Field,
    pub(crate) lede_end: Field,
    pub(crate) body: Field,
    pub(crate) caption: Field,
    pub(crate) byline: Field,
    pub(crate) url: Field,
    pub(crate) cluster: Field,
    /// The first part of the identifier of the cluster, or of the article where it is in none.
    pub(crate) story: Field,
    /// What was recognised; terms alone, since nobody counts by it.
    pub(crate) named: Field,
    facets: [Field; FacetField::ALL.len()],
    /// First and last day of each date, in days since 1970.
    days: [(Field, Field); 3],
}

/// Names of the columns that the collectors read.
pub(crate) mod column {
    pub(crate) const ID_END: &str = "id_end";
    pub(crate) const REVISION: &str = "revision";
    pub(crate) const CURRENT: &str = "current";
    pub(crate) const TIE: &str = "tie";
    pub(crate) const MOMENT: &str = "moment";
    pub(crate) const STORY: &str = "story";
    pub(crate) const LEDE_START: &str = "lede_start";
    pub(crate) const LEDE_END: &str = "lede_end";
}

impl Fields {
    pub(crate) fn new() -> Self {
        let mut builder = Schema::builder();
        let text = || {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(TEXT)
                .set_index_option(IndexRecordOption::WithFreqsAndPositions);
            TextOptions::default().set_indexing_options(indexing)
        };
        let keyword = || {
            let indexing = TextFieldIndexing::default()
                .set_tokenizer(KEYWORD)
                .set_fieldnorms(false)
                .set_index_option(IndexRecordOption::Basic);
            TextOptions::default().set_indexing_options(indexing)
        };
        // Columns keep the value as it is shown; the terms are folded.
        let facet = || keyword().set_fast("raw");
        let number = || NumericOptions::from(FAST);
        let id = builder.add_text_field("id", keyword());
        let revision = builder.add_u64_field(column::REVISION, number());
        let current = builder.add_u64_field(column::CURRENT, NumericOptions::from(FAST | INDEXED));
        let seen_from = builder.add_i64_field("seen_from", number());
        let seen_to = builder.add_i64_field("seen_to", number());
        let tie = builder.add_u64_field(column::TIE, number());
        let id_end = builder.add_u64_field(column::ID_END, number());
        let moment = builder.add_i64_field(column::MOMENT, number());
        let headline = builder.add_text_field("headline", text());
        let dek = builder.add_text_field("dek", text());
        let lede_start = builder.add_u64_field(column::LEDE_START, number());
        let lede_end = builder.add_u64_field(column::LEDE_END, number());
        let body = builder.add_text_field("body", text());
        let caption = builder.add_text_field("caption", text());
        let byline = builder.add_text_field("byline", text());
        let url = builder.add_text_field("url", keyword());
        let cluster = builder.add_text_field("cluster", facet());
        let story = builder.add_u64_field(column::STORY, number());
        let named = builder.add_text_field("named", keyword());
        let facets = FacetField::ALL.map(|field| builder.add_text_field(field.as_str(), facet()));
        let days = ["published", "updated", "captured"].map(|name| {
            (
                builder.add_i64_field(&format!("{name}_first"), number()),
                builder.add_i64_field(&format!("{name}_last"), number()),
            )
        });
        let schema = builder.build();
        Self {
            schema,
            id,
            revision,
            current,
            seen_from,
            seen_to,
            tie,
            id_end,
            moment,
            headline,
            dek,
            lede_start,
            lede_end,
            body,
            caption,
            byline,
            url,
            cluster,
            story,
            named,
            facets,
            days,
        }
    }

    pub(crate) fn facet(&self, field: FacetField) -> Field {
        let at = FacetField::ALL.iter().position(|known| *known == field).unwrap_or(0);
        self.facets[at]
    }

    pub(crate) const fn text(&self, field: TextField) -> Field {
        match field {
            TextField::Headline => self.headline,
            TextField::Dek => self.dek,
            // The lede is part of the body; where it ends is a column.
            TextField::Lede | TextField::Body => self.body,
            TextField::Caption => self.caption,
            TextField::Byline => self.byline,
        }
    }

    pub(crate) fn value(&self, field: ValueField) -> Field {
        match field {
            ValueField::Source => self.facet(FacetField::Source),
            ValueField::Language => self.facet(FacetField::Language),
            ValueField::Section => self.facet(FacetField::Section),
            ValueField::Tag => self.facet(FacetField::Tag),
            ValueField::Flag => self.facet(FacetField::Flag),
            ValueField::Agency => self.facet(FacetField::Agency),
            ValueField::Id => self.id,
            ValueField::Url => self.url,
            ValueField::Cluster => self.cluster,
        }
    }

    pub(crate) const fn days(&self, field: DateField) -> (Field, Field) {
        match field {
            DateField::Published => self.days[0],
            DateField::Updated => self.days[1],
            DateField::Captured => self.days[2],
        }
    }
}
