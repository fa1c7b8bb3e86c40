//! Bytes behind the beginnings of tar, zip, gzip and zstd, and as members of a tar: every record handed out, nothing panics.
#![no_main]

/// The header of a tar member of 1,024 bytes, with its checksum.
fn tar_header() -> [u8; 512] {
    let mut header = [0u8; 512];
    header[..6].copy_from_slice(b"a.html");
    header[124..135].copy_from_slice(b"00000002000");
    header[156] = b'0';
    header[257..263].copy_from_slice(b"ustar\0");
    header[148..156].fill(b' ');
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..155].copy_from_slice(format!("{sum:06o}\0").as_bytes());
    header
}

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let heads = [&tar_header()[..], b"PK\x03\x04", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b""];
    for head in heads {
        dateline_fuzz::unpack(&[head, bytes].concat(), drop);
    }
});
