//! Web archives, whole and damaged, of both kinds and in every compression.
