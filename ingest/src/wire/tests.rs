//! Whole files of every format, through `unpack` and `normalise`.
