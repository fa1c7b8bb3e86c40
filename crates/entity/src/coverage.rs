//! What the built-in lists have to cover.

use std::collections::HashSet;

use dateline_model::EntityKind;

use crate::lexicon::Lexicon;
use crate::office::{Days, Held};

/// Lists of the lexicon that are no sovereign states.
const TERRITORIES: &[&str] = &["EH", "GL", "HK", "MO", "PR"];

#[test]
fn the_world_is_covered() {
    let lexicon = Lexicon::builtin();
    for (kind, least) in [
        (EntityKind::ArmedGroup, 200),
        (EntityKind::Igo, 200),
        (EntityKind::Party, 300),
        (EntityKind::Media, 300),
        (EntityKind::Company, 500),
    ] {
        let count = lexicon.entities().filter(|entity| entity.kind == kind).count();
        assert!(count >= least, "{} of {}", count, kind.as_str());
    }
}

/// Returns the states for which nobody is known to have held any of these offices in the middle of a year.
fn without(offices: &[&str], year: u32) -> Vec<&'static str> {
    let lexicon = Lexicon::builtin();
    let days = Days::of_day(year, 7, 1);
    let people = 0..u32::try_from(lexicon.len()).unwrap();
    let terms = people.flat_map(|person| lexicon.offices.of(person));
    let held = terms.filter(|term| offices.contains(&&*term.office) && term.period.held(days) != Held::No);
    let held: HashSet<&str> = held.map(|term| &*term.holder).collect();
    let states = lexicon.entities().filter_map(|entity| entity.id.as_str().strip_prefix("/state/"));
    states.filter(|code| code.len() == 2 && !TERRITORIES.contains(code) && !held.contains(code)).collect()
}

#[test]
fn holders_of_offices_are_known_for_every_year() {
    /// Some thirty states have no minister for their forces, or none of their own; the records of others have gaps.
    const MOST_WITHOUT_DEFENCE: usize = 60;
    let heads =
        ["president", "prime minister", "king", "queen", "emir", "sultan", "chancellor", "prince", "emperor", "pope"];
    for year in 2000..=2025 {
        for (offices, most) in
            [(&heads[..], 6), (&["foreign minister"], 10), (&["defence minister"], MOST_WITHOUT_DEFENCE)]
        {
            let missing = without(offices, year);
            assert!(missing.len() <= most, "{year}: nobody is {} of {missing:?}", offices[0]);
        }
    }
}

#[test]
fn contested_places_stand_under_all_who_claim_them() {
    let lexicon = Lexicon::builtin();
    for (place, claimants) in [
        ("/AS/SY/golan-heights", "/AS/SY /AS/IL"),
        ("/AS/PS/west-bank", "/AS/PS /AS/IL"),
        ("/AS/PS/east-jerusalem", "/AS/PS /AS/IL"),
        ("/AS/IL/jerusalem", "/AS/IL /AS/PS"),
        ("/AS/LB/shebaa-farms", "/AS/LB /AS/SY /AS/IL"),
        ("/EU/UA/donbas", "/EU/UA /EU/RU"),
        ("/EU/UA/crimea", "/EU/UA /EU/RU"),
        ("/EU/XK", "/EU /EU/RS"),
        ("/AS/kashmir", "/AS/IN /AS/PK /AS/CN"),
        ("/AS/IN/jammu-and-kashmir", "/AS/IN /AS/PK"),
        ("/AS/IN/ladakh", "/AS/IN /AS/PK /AS/CN"),
        ("/AS/aksai-chin", "/AS/CN /AS/IN"),
        ("/AS/IN/arunachal-pradesh", "/AS/IN /AS/CN"),
        ("/AS/nagorno-karabakh", "/AS/AZ /AS/AM"),
        ("/AS/south-china-sea", "/AS/CN /AS/VN /AS/PH /AS/MY /AS/TW /AS/BN"),
        ("/AS/spratly-islands", "/AS/CN /AS/VN /AS/PH /AS/MY /AS/TW /AS/BN"),
        ("/AS/paracel-islands", "/AS/CN /AS/VN /AS/TW"),
        ("/AS/scarborough-shoal", "/AS/CN /AS/PH /AS/TW"),
        ("/AS/senkaku-islands", "/AS/JP /AS/CN /AS/TW"),
        ("/AS/kuril-islands", "/EU/RU /AS/JP"),
        ("/AS/dokdo", "/AS/KR /AS/JP"),
        ("/AS/TW", "/AS /AS/CN"),
        ("/AF/EH", "/AF /AF/MA"),
        ("/AF/abyei", "/AF/SD /AF/SS"),
        ("/AF/halaib-triangle", "/AF/EG /AF/SD"),
        ("/EU/GB/falkland-islands", "/EU/GB /SA/AR"),
        ("/SA/GY/essequibo", "/SA/GY /SA/VE"),
        ("/EU/northern-cyprus", "/EU/CY /AS/TR"),
    ] {
        let around: Vec<String> = lexicon.surroundings(place).iter().map(ToString::to_string).collect();
        for claimant in claimants.split(' ') {
            assert!(around.iter().any(|outer| outer == claimant), "{place} lies in {around:?}, not in {claimant}");
        }
    }
}
