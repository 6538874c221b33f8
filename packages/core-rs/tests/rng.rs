//! The random numbers: the generator's published answers, the map from index to word, and their statistics.

use minibatch_core::rng::{Random, Stream, permutation, philox4x32_10, sample_with_replacement, shuffle};

/// Known answers of Random123's `kat_vectors` for `philox4x32 10`.
#[test]
fn philox_gives_the_published_answers() {
    let cases = [
        ([0; 2], [0; 4], [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]),
        ([!0; 2], [!0; 4], [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]),
        (
            [0xa4093822, 0x299f31d0],
            [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
            [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
        ),
    ];
    for (key, counter, expected) in cases {
        assert_eq!(philox4x32_10(key, counter), expected);
    }
}

/// The format written in `rng`'s documentation, from the generator alone.
#[test]
fn draws_follow_the_documented_words() {
    let seed = 0x0012_3456_789a_bcde;
    let random = Random::new(seed, Stream::Replacement, 7, 3);
    let word = |w: u32| {
        philox4x32_10([seed as u32, (seed >> 32) as u32], [Stream::Replacement as u32, 7, 3, w / 4])
            [w as usize % 4]
    };
    for i in 0..100 {
        assert_eq!(random.below(i, 1000), ((u64::from(word(i)) * 1000) >> 32) as u32);
        let bits = u64::from(word(2 * i)) << 32 | u64::from(word(2 * i + 1));
        assert_eq!(random.uniform(i), (bits >> 11) as f64 / (1u64 << 53) as f64);
    }
}

/// With a bound just over 2^31 half of the words are refused; the accepted ones must be uniform, and the many-at-once
/// path must agree with the one-at-a-time path.
#[test]
fn refused_words_are_drawn_again() {
    let bound = (1 << 31) + 1;
    let random = Random::new(5, Stream::Sample, 0, 0);
    let first_word = |i: u32| philox4x32_10([5, 0], [Stream::Sample as u32, 0, 0, i / 4])[i as usize % 4];
    let draws = 20_000;
    let mut again = 0;
    let mut low = 0;
    for i in 0..draws {
        let draw = random.below(i, bound);
        assert!(draw < bound);
        again += u32::from(draw != ((u64::from(first_word(i)) * u64::from(bound)) >> 32) as u32);
        low += u32::from(draw < bound / 2);
    }
    assert!((again as f64 / draws as f64 - 0.5).abs() < 0.02);
    assert!((low as f64 / draws as f64 - 0.5).abs() < 0.02);
}

/// Fisher–Yates as the documentation says it, one draw at a time.
fn naive_permutation(n: u32, random: &Random) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n).collect();
    for i in 0..n {
        order.swap(i as usize, random.below(i, i + 1) as usize);
    }
    order
}

#[test]
fn permutations_equal_the_naive_loop() {
    for n in [0, 1, 2, 3, 63, 64, 65, 127, 128, 1000, 70_001, 1 << 20] {
        for epoch in 0..if n > 100_000 { 1 } else { 3 } {
            let random = Random::new(42, Stream::Shuffle, epoch, 0);
            let expected = naive_permutation(n, &random);
            let mut order = vec![0; n as usize];
            permutation(&mut order, &random);
            assert!(order == expected, "permutation of {n} in epoch {epoch}");
            let mut order: Vec<u32> = (0..n).collect();
            shuffle(&mut order, &random);
            assert!(order == expected, "shuffle of {n} in epoch {epoch}");
            order.sort_unstable();
            assert!(order.into_iter().eq(0..n));
        }
    }
}

#[test]
fn replacement_equals_the_naive_loop() {
    for n in [1, 63, 64, 1000, 1 << 20] {
        let random = Random::new(9, Stream::Replacement, 2, 0);
        let mut order = vec![0; n as usize];
        sample_with_replacement(&mut order, &random);
        assert!(order.iter().enumerate().all(|(i, &row)| row == random.below(i as u32, n)));
    }
}

/// Over 24,000 seeds each of the 24 orders of four rows comes up 1000 times, give or take; χ² with 23 degrees of
/// freedom passes 58.6 once in 16,000.
#[test]
fn every_permutation_is_equally_likely() {
    let mut counts = std::collections::BTreeMap::new();
    for seed in 0..24_000 {
        let mut order = [0; 4];
        permutation(&mut order, &Random::new(seed, Stream::Shuffle, 0, 0));
        *counts.entry(order).or_insert(0u32) += 1;
    }
    assert_eq!(counts.len(), 24);
    let chi_squared: f64 =
        counts.values().map(|&c| minibatch_core::math::powi(f64::from(c) - 1000.0, 2) / 1000.0).sum();
    assert!(chi_squared < 58.6, "{chi_squared}");
}

#[test]
fn seeds_streams_epochs_and_layers_differ() {
    let base = Random::new(1, Stream::Shuffle, 0, 0);
    for other in [
        Random::new(2, Stream::Shuffle, 0, 0),
        Random::new(1 + (1 << 40), Stream::Shuffle, 0, 0),
        Random::new(1, Stream::Split, 0, 0),
        Random::new(1, Stream::Shuffle, 1, 0),
        Random::new(1, Stream::Shuffle, 0, 1),
    ] {
        let equal = (0..1000).filter(|&i| base.below(i, 1 << 30) == other.below(i, 1 << 30)).count();
        assert_eq!(equal, 0);
    }
}
