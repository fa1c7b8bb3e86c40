//! The words that rules look at, each with the part it plays.
//!
//! A word may play several parts; what it means is decided where it stands. All lists are folded words.

/// The parts one word plays, one bit each.
pub(crate) type Parts = u64;

/// Declares the parts as consecutive bits.
macro_rules! parts {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        parts!(@ 0u32; $($(#[$doc])* $name,)*);
    };
    (@ $bit:expr; $(#[$doc:meta])* $name:ident, $($rest:tt)*) => {
        $(#[$doc])*
        pub(crate) const $name: Parts = 1 << ($bit);
        parts!(@ $bit + 1; $($rest)*);
    };
    (@ $bit:expr;) => {};
}

parts! {
    /// A given name.
    GIVEN,
    /// A given name that is also an ordinary word: no evidence at the start of a sentence.
    WORDLIKE,
    /// A frequent surname.
    SURNAME,
    /// `al`, `von`, `de`: stands between the parts of a name.
    PARTICLE,
    /// `Mr`, `Dr`: a person follows, but it is no role.
    SALUTATION,
    /// The head of a role: `minister`, `general`, `spokesman`.
    ROLE,
    /// Stands in a role beside its head: `foreign`, `deputy`, `former`.
    ROLE_PART,
    /// Never a surname: `agreement`, `street`, `Monday`.
    NO_SURNAME,
    /// Head at the end of an organisation's name: `party`, `brigade`.
    ORG_LAST,
    /// Head at the beginning of an organisation's name: `ministry of`, `bank of`.
    ORG_FIRST,
    /// The first word of a known name that begins in lower case.
    LOWER_START,
    /// `the`, `a`, `la`.
    ARTICLE,
    /// `southern`, `central`, `neighbouring`: between a preposition and a place.
    COMPASS,
    /// `in`, `near`: something is there.
    SPATIAL,
    /// `with`, `against`, `by`: someone acts.
    WITH,
    /// `to`.
    TO,
    /// `from`.
    FROM,
    /// `of`.
    OF,
    /// `on`.
    ON,
    /// `for`.
    FOR,
    /// `about`, `than`.
    ABOUT,
    /// `and`, `or`.
    AND,
    /// `will`, `has`: makes what stands before it a subject.
    MODAL,
    /// `is`, `are`.
    BE,
    /// `also`, `never`: between subject and verb.
    ADVERB,
    /// `which`, `who`.
    RELATIVE,
    /// A verb whose subject acts: `said`, `rejects`.
    ACTS,
    /// A verb of saying.
    SAYS,
    /// A verb whose object is addressed: `urged`, `warned`.
    ADDRESSES,
    /// A verb whose object is a location: `invaded`, `left`.
    ENTERS,
    /// `friends`, `allies`: with `in` and a capital they mean a government.
    ALLY,
    /// `government`, `regime`.
    GOVERNS,
    /// What a state has or does: `intervention`, `army`.
    ACTION,
    /// A part of a country: `north`, `border`, `coast`.
    LAND,
    /// What is given to or taken from a government: `support`, `threat`.
    TIE,
    /// What lies or runs between two places: `border`, `road`.
    LINE,
    /// `left for`, `flight to`.
    MOTION,
    /// `Paris-based`.
    BASED,
    /// `Iran-backed`.
    BACKED,
    /// Nouns in front of which a country only describes: `officials`, `talks`.
    DESCRIBED,
    /// `pro-`, `anti-`: what follows is not meant itself.
    PREFIX,
    /// `Monday`, `January`: says when, wherever it stands.
    CALENDAR,
    /// `home`, `site`: what is so for a country is so there.
    SCENE,
    /// Clashes with an acronym when a whole line is in capitals: `us`, `who`.
    CLASHES,
}

/// Everything that stands in front of a place like a preposition.
pub(crate) const PREPOSITION: Parts = SPATIAL | WITH | TO | FROM | OF | ON | FOR | ABOUT;

/// Words that are used as they stand.
pub(crate) const WORDS: &[(Parts, &str)] = &[
    (
        PARTICLE,
        "al el ad as ash an bin ibn ben bint abu abd abdel de da do dos das del della di du des la le las los van von \
         der den ter ten zu zur ould",
    ),
    (
        GIVEN | WORDLIKE,
        "will may mark grant hope august april june christian art bill sue dean guy rich drew grace faith joy frank \
         pat rob chase hunter major prince king duke earl baron summer dawn rose lily iris ruby amber crystal melody \
         miles price mercy israel young max star winter sky ray glen cliff dale brook penny honor victor can",
    ),
    // Names of people and places.
    (
        GIVEN,
        "jordan chad austin charlotte sofia paris chelsea brooklyn savannah madison sydney florence victoria georgia \
         virginia carolina dakota phoenix kent lincoln cleveland adelaide",
    ),
    // What sentences begin with.
    (
        NO_SURNAME,
        "when while if after before since because although though as yesterday today tomorrow meanwhile however \
         moreover but so nor yet what why how where who whom whose this that these those there here he she it they \
         we i you his her their our my no yes not both some many most few several other another each every one two \
         three first last next then now only even still also dear a to from for with by about over under once \
         officials police troops people critics analysts experts witnesses residents reporters",
    ),
    (
        SALUTATION,
        "mr mrs ms miss dr prof sir lord lady dame herr frau monsieur madame mme mlle senor senora sr sra signor \
         signora dott rev hon",
    ),
    (
        ROLE,
        "president minister premier chancellor secretary spokesman spokeswoman spokesperson ambassador general gen lt \
         colonel col maj captain capt sergeant sgt admiral adm brigadier brig marshal commander cmdr chief king queen \
         prince princess emir sheikh sultan shah pope cardinal archbishop bishop patriarch ayatollah imam mayor \
         governor gov senator sen congressman congresswoman lawmaker director chairman chairwoman chair head leader \
         speaker judge justice prosecutor envoy coordinator commissioner adviser advisor analyst economist professor \
         ceo founder officer candidate activist author journalist reporter coach manager negotiator diplomat \
         representative lieutenant vice-president president-elect co-founder historian scientist researcher lawyer \
         attorney cleric warlord oligarch businessman president ministre chancelier chanceliere porte-parole \
         presidente ministro ministra canciller portavoz portavoce cancelliere prasident prasidentin kanzler \
         kanzlerin bundeskanzler bundeskanzlerin bundesprasident aussenminister aussenministerin sprecher sprecherin \
         finanzminister verteidigungsminister innenminister wirtschaftsminister ministerin ministerprasident \
         generalsekretar papst regierungschef general",
    ),
    (
        ROLE_PART,
        "prime foreign defence defense interior finance justice energy trade economy health education home treasury \
         state security national intelligence military police army navy air force vice deputy acting former ex then \
         interim current new late ousted exiled opposition party senior top chief executive staff affairs supreme \
         court attorney general under assistant permanent special chief-of-staff press first second lady crown grand \
         retired transport environment agriculture culture labour labor information communications development \
         planning oil water house majority minority rebel parliament parliamentary presidential campaign human \
         rights premier primer primera federal external internal administration cabinet group company bank",
    ),
    (
        NO_SURNAME,
        "agreement accord accords treaty pact summit conference street road avenue square bridge river sea ocean bay \
         gulf lake mountain mountains valley island islands city town village county district province region state \
         states republic kingdom empire airport port station stadium arena games cup olympics prize award war day \
         week year monday tuesday wednesday thursday friday saturday sunday january february march april june july \
         august september october november december north south east west northern southern eastern western central \
         protocol convention declaration act bill law plan process crisis talks spring winter summer times post \
         journal news daily herald tribune gazette standard press television radio book museum gallery theatre \
         theater opera house palace tower hall hotel park gardens garden beach hills heights springs airport \
         committee command staff electric motors league security directorate affairs parliament senate congress \
         assembly election elections government administration correspondent editor reporter world global \
         international festival convention peninsula coast desert forest dam canal strait channel territory \
         space telescope ship programme program project operation catholic muslim christian jewish islamic orthodox olympic english french german the and of is in on at said",
    ),
    (
        ORG_LAST | NO_SURNAME,
        "party bank university institute agency company inc corp corporation ltd plc llc gmbh group holdings front \
         brigade brigades battalion army movement militia council commission union association federation foundation \
         organisation organization court ministry department authority airlines airways police force forces church \
         hospital college school club society network center centre coalition alliance bureau trust observatory \
         exchange fund industries technologies pharmaceuticals partners capital securities laboratories academy \
         watch initiative tribunal",
    ),
    (
        ORG_FIRST | NO_SURNAME,
        "ministry department bank university institute association union council court front federation committee \
         office centre center board bureau ministere universite banque parti syndicat ministerio universidad banco \
         partido ministero universita banca partito ministerio universidade",
    ),
    (ARTICLE, "the a an its his her their our la le les el los las il lo gli der die das den dem des un une una"),
    (
        COMPASS,
        "southern northern eastern western central north south east west northeastern northwestern southeastern \
         southwestern north-eastern mainland coastal rural urban downtown greater upper lower inner occupied \
         neighbouring neighboring nearby war-torn torn worn stricken war drought hit conflict post mainly mostly \
         predominantly midwestern all most much what remote rebel held controlled now modern ancient far deep government \
         annexed besieged landlocked whole entire both soviet communist democratic",
    ),
    (
        SPATIAL,
        "in at near inside into across outside throughout around over within toward towards through via off beyond \
         amid along opposite в во на из под около возле en dans vers depuis chez pres au aux aus nach bei desde hacia em verso nel nella nell",
    ),
    (
        WITH,
        "with between against by among amongst versus alongside avec entre contre par mit zwischen gegen con contra \
         por tra fra contro com с со между против",
    ),
    (TO, "to"),
    (FROM, "from"),
    (OF, "of de du von del di do dos"),
    (ON, "on upon sur"),
    (FOR, "for pour fur para per"),
    (ABOUT, "about than like regarding concerning"),
    (AND, "and or including et und y e ou oder и"),
    (
        MODAL,
        "will would could should must may might can has have had did does do cannot won't didn't doesn't hasn't \
         haven't hadn't wouldn't couldn't shouldn't needs ought",
    ),
    (BE, "is are was were isn't aren't wasn't weren't"),
    (
        ADVERB,
        "also never not repeatedly often still again already now then later recently reportedly immediately quickly \
         strongly firmly flatly publicly privately officially formally initially finally previously routinely \
         allegedly apparently effectively always currently itself themselves both all alone too long just only \
         swiftly sharply secretly unilaterally reluctantly",
    ),
    (RELATIVE, "which who whose that qui"),
    (
        ALLY,
        "friends friend allies ally backers patrons partners masters leaders leadership government governments regime \
         authorities officials diplomats policymakers lawmakers politicians counterparts amis allies freunde \
         decision-makers hardliners supporters sponsors trust confidence faith",
    ),
    (
        GOVERNS,
        "government administration regime leadership authorities cabinet junta presidency gouvernement regierung \
         gobierno governo regime",
    ),
    (
        ACTION,
        "army military forces president minister ministers ministry parliament decision intervention policy policies \
         position aggression pursuit presence proposal offer response refusal claim claims demand demands support \
         role invasion attack attacks strikes threat threats ally allies plan plans programme program commitment \
         withdrawal sanctions ambassador envoy delegation officials influence stance move moves interest interests \
         ambitions ambition strategy security defence defense foreign nuclear leaders leader diplomats diplomacy \
         announcement approval rejection failure attempt attempts efforts campaign offensive actions action request \
         statement view views insistence willingness readiness involvement involvement help backing pressure goals \
         goal aim aims concerns concern relations ties alliance handling denial denials accusations warning \
         warnings call calls annexation war friends king queen premier chancellor spokesman intelligence troops \
         soldiers navy missiles supreme ruling prime takeover blockade law laws affairs commission court congress senate \
         legislature resolve capabilities raid raids bombing bombings assault assaults occupation diplomacy treasury \
         constitution bid push appeal reaction reply vote veto decision-makers",
    ),
    (
        LAND,
        "north south east west northeast northwest southeast southwest border borders coast coastline region regions \
         territory airspace capital city cities town towns village villages streets outskirts suburbs shores parts \
         part rest port ports airport province provinces district districts desert mountains centre center heart \
         interior areas area waters island islands most much area neighbourhood neighborhood hospitals university \
         soil frontier countryside hills valley university roads republic enclave district districts",
    ),
    (
        TIE,
        "support supports threat threats message messages warning warnings ambassador envoy loyal aid weapons arms \
         close clear committed pledge pledges response appeal letter ultimatum concessions sanctions pressure help \
         approval backing independence permission demands care ally allies patron blow gift opposition hostile \
         friend friends enemy enemies trust favour favor guarantees guarantee promises promise assurances exports \
         sales loans grants grant credit thanks apology relations ties partner partners rival rivals criticism request requests \
         money funding victory defeat win setback according sympathy sell sold sells give gave gives given offered \
         handed supply supplied",
    ),
    (LINE, "border borders frontier road roads flights flight distance route routes railway trains train bridge"),
    (
        MOTION,
        "left leave leaves leaving bound heading headed heads flight flights flew fly flies departed departs travel \
         travelled traveled",
    ),
    (BASED, "based born area wide ansassig"),
    (
        BACKED,
        "backed led brokered mediated allied sponsored funded controlled owned made built supplied drafted trained \
         dominated run initiated appointed",
    ),
    (
        DESCRIBED,
        "officials official talks deal deals delegation delegations troops soldiers forces general lawmakers \
         diplomats citizens citizen nationals president ministers minister army military navy embassy consulate war \
         crisis conflict peace policy sanctions strategy relations oil gas economy economists dollar dollars stocks \
         markets market border soldiers airstrikes strikes drone drones jets warships ambassador envoy senator \
         senators congressman elections election vote intelligence soil companies company investors exports \
         imports trade treasury bonds bond team squad player players side fans coach airline plane tour trip visit \
         group attacks attack bombing bombings accord agreement treaty summit conference negotiations issue \
         question file dossier report media press television newspaper newspapers passport visa native expert \
         experts analyst analysts counterpart counterparts unit units goals law laws police presidents leaders rulers \
         governors premiers spokesmen ambassadors envoys",
    ),
    (
        CALENDAR,
        "monday tuesday wednesday thursday friday saturday sunday january february april june july august september \
         october november december today yesterday tomorrow",
    ),
    (SCENE, "home site scene birthplace host base"),
    (PREFIX, "pro anti non ex post pre un counter"),
    (CLASHES, "us who it is un am so no in as at or an can car aids her may era rag eta ap un eu pa age nice reading"),
    (SAYS, "said says told tells added adds explained wrote writes recalled recalls insisted warned argued"),
    (
        ACTS,
        "said says stated told held holds made sought took takes took gave gives kept keeps left met meets won wins struck \
         fought spoke put puts began led drew stood withdrew hit went grew found finds bought sold sent became chose \
         broke swore fell built cut shot lost ran paid lent let declare annonce accuse rejette refuse exige condamne dement affirme promet \
         warnt fordert kritisiert anuncia acusa rechaza condena exige niega annuncia respinge condanna anunciou заявил \
         заявила заявили сообщил сообщила сообщили обвинил обвинила обвинили отказался отказалась потребовал объявил \
         объявила",
    ),
    (ENTERS, "left hit struck fled overran"),
    (ADDRESSES, "told met sold gave paid lent beat"),
];

/// Verbs in their plain form; the regular endings are added.
pub(crate) const VERBS: &[(Parts, &str)] = &[
    (
        ACTS | SAYS,
        "announce argue claim warn explain insist note comment declare reply complain conclude acknowledge \
         predict testify respond",
    ),
    (
        ACTS,
        "say agree accuse deny want sign reject launch impose call vow offer promise demand request urge condemn \
         criticise criticize support oppose back threaten fear hope believe consider plan prepare seek continue \
         refuse decide approve allow ban block suspend expel recall summon invite host propose withdraw deploy \
         intervene attack bomb invade annex occupy shell test fire retaliate respond react emphasise emphasize stress \
         confirm admit maintain pledge commit help make need hold take give keep find view see stand work try order \
         mention invest spend push press expect prevent adopt ratify veto join pull resume halt end start begin \
         extend lift ease tighten welcome praise downplay dismiss signal indicate suggest set face play pay raise \
         lead fight lose win beat use buy sell export import send supply provide store object aim intend wish know \
         move turn declare possess enrich violate breach comply cooperate negotiate talk recognise recognize \
         normalise normalize sever cut restore protest mourn celebrate vote elect enforce pursue remain blame discuss conduct participate subsidise subsidize \
         execute arrest detain deport release repatriate evacuate ignore resist yield finance fund mediate host \
         assert forge secure resolve unveil tolerate harbour harbor appreciate share lack apply fail endorse act \
         encourage persist insist assist appoint withhold",
    ),
    (
        ADDRESSES,
        "urge warn accuse ask press call pressure threaten persuade invite blame criticise criticize \
         condemn promise offer convince inform assure help support back join stop deter isolate punish thank praise \
         engage notify consult lobby confront counter sue sanction beat defeat arm concern worry anger please satisfy \
         reassure irritate embarrass alarm face fight trust challenge sell pay give grant lend owe provide",
    ),
    (
        ENTERS,
        "invade bomb enter visit reach attack strike shell leave cross tour occupy annex raid flee pound rock \
         batter quit destabilise devastate liberate",
    ),
];

/// Calls `add` with every word and the parts it plays; a word may come several times.
pub(crate) fn each_word(mut add: impl FnMut(&str, Parts)) {
    for (parts, words) in WORDS {
        words.split_whitespace().for_each(|word| add(word, *parts));
    }
    for (parts, verbs) in VERBS {
        for verb in verbs.split_whitespace() {
            inflect(verb, |form| add(form, *parts));
        }
    }
}

/// The regular forms of an English verb: `deny`, `denies`, `denied`, `denying`.
fn inflect(verb: &str, mut add: impl FnMut(&str)) {
    add(verb);
    let before_y = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    if let Some(stem) = before_y {
        add(&format!("{stem}ies"));
        add(&format!("{stem}ied"));
    } else {
        let hisses = verb.ends_with('s') || verb.ends_with("sh") || verb.ends_with("ch") || verb.ends_with('x');
        add(&format!("{verb}{}", if hisses { "es" } else { "s" }));
        add(&format!("{}ed", verb.strip_suffix('e').unwrap_or(verb)));
    }
    add(&format!("{}ing", verb.strip_suffix('e').filter(|stem| !stem.ends_with('e')).unwrap_or(verb)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_get_their_regular_forms() {
        let forms = |verb: &str| {
            let mut forms = Vec::new();
            inflect(verb, |form| forms.push(form.to_owned()));
            forms.join(" ")
        };
        assert_eq!(forms("deny"), "deny denies denied denying");
        assert_eq!(forms("announce"), "announce announces announced announcing");
        assert_eq!(forms("stress"), "stress stresses stressed stressing");
    }

    #[test]
    fn every_listed_word_is_folded() {
        each_word(|word, _| {
            let folded = dateline_text::fold(word);
            assert_eq!(folded, word);
        });
    }
}
