//! Hashes of words and features: part of the form of the data files, so they never change within one version.

/// Odd constants of SplitMix64 and MurmurHash3, whose finalisers these hashes follow.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const MURMUR_A: u64 = 0xff51_afd7_ed55_8ccd;
const MURMUR_B: u64 = 0xc4ce_b9fe_1a85_ec53;

/// Hash of a word's bytes.
pub(crate) fn word(bytes: &[u8]) -> u64 {
    let mut hash = GOLDEN ^ bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        hash = step(hash, u64::from_le_bytes(eight));
    }
    let rest = chunks.remainder().iter().rev().fold(0, |rest, &byte| rest << 8 | u64::from(byte));
    step(hash, rest)
}

const fn step(hash: u64, eight: u64) -> u64 {
    let mixed = (hash ^ eight).wrapping_mul(MURMUR_A);
    mixed ^ mixed >> 32
}

/// Hash of a feature: which template, and its value.
#[inline]
pub(crate) const fn feature(template: u64, value: u64) -> u64 {
    let mixed = (value ^ template.wrapping_mul(GOLDEN)).wrapping_mul(MURMUR_B);
    (mixed ^ mixed >> 29).wrapping_mul(GOLDEN)
}

/// Hash of a feature with two values.
#[inline]
pub(crate) const fn feature2(template: u64, first: u64, second: u64) -> u64 {
    feature(template, first.rotate_left(17).wrapping_add(feature(77, second)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_those_of_the_data_files() {
        assert_eq!(word(b""), step(GOLDEN, 0));
        assert_ne!(word(b"ministry of"), word(b"ministry of\0"));
        assert_ne!(feature2(1, 2, 3), feature2(1, 3, 2));
        assert_ne!(feature(1, 2), feature(2, 1));
    }
}
