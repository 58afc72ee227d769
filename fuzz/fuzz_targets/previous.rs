#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| interdept_fuzz::previous(data));
