//! Names of the months in the languages whose papers we have met.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Names and short forms of each month, January first, languages one after the other: English, German, French, Spanish,
/// Italian, Portuguese, Dutch, Scandinavian, Finnish, Icelandic, Polish, Czech, Turkish, Russian, Ukrainian, Romanian,
/// Hungarian, Croatian, Serbian, Indonesian, Greek, Arabic, Catalan. `listopada` is November, as in Poland.
const NAMES: [&str; 12] = [
    "january jan januar jänner jaenner jän janvier janv enero ene gennaio gen janeiro januari tammikuuta tammikuu janúar \
     stycznia styczeń sty ledna leden ocak января январь янв січня січень ianuarie ian január siječnja januara \
     ιανουαρίου ιαν يناير جانفي gener",
    "february feb februar feber février fevr fév febrero febbraio fevereiro fev februari helmikuuta helmikuu febrúar lutego \
     luty lut února únor şubat февраля февраль фев лютого лютий februarie február veljače februara φεβρουαρίου φεβ \
     فبراير فيفري febrer",
    "march mar märz maerz mär mrz mars marzo março maart mrt marts maaliskuuta maaliskuu marca marzec března březen mart \
     марта март мар березня березень martie március ožujka marta maret μαρτίου μαρ مارس març",
    "april apr avril avr abril abr aprile huhtikuuta huhtikuu apríl kwietnia kwiecień kwi dubna duben nisan апреля апрель \
     апр квітня квітень aprilie április travnja aprila απριλίου απρ أبريل ابريل أفريل",
    "may mai mayo maggio mag maio mei maj toukokuuta toukokuu maí maja května květen mayıs мая май травня травень május \
     svibnja μαΐου μαι مايو ماي maig",
    "june jun juni juin junio giugno giu junho kesäkuuta kesäkuu júní czerwca czerwiec cze června červen haziran июня июнь \
     июн червня червень iunie június lipnja juna ιουνίου ιουν يونيو جوان juny",
    "july jul juli juillet juil julio luglio lug julho heinäkuuta heinäkuu júlí lipca lipiec lip července červenec temmuz \
     июля июль июл липня липень iulie július srpnja jula ιουλίου ιουλ يوليو جويلية juliol",
    "august aug août agosto ago augustus augusti elokuuta elokuu ágúst sierpnia sierpień sie srpna srpen ağustos августа \
     август авг серпня серпень augusztus kolovoza avgusta agustus agu αυγούστου αυγ أغسطس اغسطس أوت agost",
    "september sept sep septembre septiembre setiembre set settembre sett setembro syyskuuta syyskuu września wrzesień wrz \
     září eylül сентября сентябрь сен вересня вересень septembrie szeptember rujna septembra σεπτεμβρίου σεπ سبتمبر setembre",
    "october oct oktober okt octobre octubre ottobre ott outubro out lokakuuta lokakuu október października październik paź \
     října říjen ekim октября октябрь окт жовтня жовтень octombrie oktobra οκτωβρίου οκτ أكتوبر اكتوبر",
    "november nov novembre noviembre novembro marraskuuta marraskuu nóvember listopada listopad lis listopadu kasım ноября \
     ноябрь ноя листопада листопад noiembrie noi studenoga studenog novembra nop νοεμβρίου νοε نوفمبر",
    "december dec dezember dez décembre déc diciembre dic dicembre dezembro joulukuuta joulukuu desember des grudnia \
     grudzień gru prosince prosinec aralık декабря декабрь дек грудня грудень decembrie prosinca decembra δεκεμβρίου δεκ \
     ديسمبر desembre",
];

/// The month that a word names, 1 to 12; the word folded.
pub(crate) fn month(folded: &str) -> Option<i8> {
    static KNOWN: LazyLock<HashMap<String, i8>> = LazyLock::new(|| {
        let names =
            (1..).zip(NAMES).flat_map(|(number, names)| names.split_whitespace().map(move |name| (name, number)));
        names.map(|(name, number)| (dateline_text::fold(name), number)).collect()
    });
    KNOWN.get(folded).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_known_with_and_without_accents() {
        for (word, number) in
            [("märz", 3), ("marz", 3), ("MAY", 5), ("Aralık", 12), ("мая", 5), ("août", 8), ("يونيو", 6)]
        {
            assert_eq!(month(&dateline_text::fold(word)), Some(number), "{word}");
        }
        assert_eq!(month("monday"), None);
    }
}
