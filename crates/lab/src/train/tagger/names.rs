//! The lists of names that the tagger knows: from our own lexicon, and from plain lists of registry packages.

use std::fs;
use std::path::Path;

use anyhow::Context;
use dateline_entity::tagger::measure::List;

/// Files of [`mod@crate::train::tagger`]'s folder with lists: a name a line.
const FILES: [(&str, List); 7] = [
    ("city", List::City),
    ("town", List::Town),
    ("given", List::Given),
    ("surname", List::Surname),
    ("organisation", List::Organisation),
    ("group", List::Camp),
    ("role", List::Role),
];

const CALENDAR: &str = "January February March April May June July August September October November December Jan. Feb. \
    Aug. Sept. Oct. Nov. Dec. Monday Tuesday Wednesday Thursday Friday Saturday Sunday";

const GROUPS: &str = "Muslim Muslims Christian Christians Jewish Jews Jew Catholic Catholics Protestant Protestants Sunni \
    Sunnis Shiite Shiites Shia Hindu Hindus Buddhist Buddhists Sikh Sikhs Orthodox Islamic Islamist Islamists Republican \
    Republicans Democrat Democrats Democratic Communist Communists Kurdish Kurds Kurd Arab Arabs Pashtun Pashtuns Hutu \
    Aboriginal Indigenous Inuit Maori Māori Roma Romani Sami Islam Islamism Christianity Judaism Hinduism Buddhism \
    Zionist Zionists Marxist Marxists Socialist Socialists Liberal Liberals Nazi Nazis Fascist Fascists Evangelical \
    Presbyterian Anglican Anglicans Lutheran Baptist Mormon Mormons Coptic Copts Druze Alawite Alawites Yazidi Yazidis \
    Baloch Punjabi Sindhi Bengali Hindi Urdu Arabic Mandarin Cantonese Swahili Hausa Igbo Yoruba Zulu Xhosa Oromo Amhara \
    Tutsi Tamil Tamils Uyghur Uyghurs Rohingya Latino Hispanic Maoist Maoists Conservative Conservatives Tory Tories";

/// Nations and camps of several words.
const PEOPLES: &str = "Latin American|Latin Americans|Central American|Central Americans|South American|South Americans|North \
    American|North Americans|South Asian|South Asians|Southeast Asian|Southeast Asians|East Asian|Central Asian|West \
    African|East African|Central African|North African|Southern African|Middle Eastern|Eastern European|Western \
    European|African American|African Americans|Asian American|Asian Americans|First Nations|Torres Strait Islander|Torres \
    Strait Islanders|Native American|Native Americans";

/// Capitals that name nothing: the tagger would take them for organisations.
const COMMON: &str = "MP MPs AI LNG LPG MoU MOU CEO CFO COO ATM ATMs GDP GNP HIV AIDS TV PhD MBA BA MA ICU DNA PCR SMS SMEs \
    SME NGO NGOs VAT USD IT PC IQ VIP VIPs FM AM PM GMT UTC EST ID FAQ CCTV GPS SUV SUVs UFO IPO IPOs ETF MLA MLAs \
    IGP DSP SHO ACP CM Covid Covid-19 COVID COVID-19 PPE AK-47 F-16 DIY LGBT LGBTQ OK Internet Constitution Bible Koran Quran";

const ROLES: &str = "President|Vice President|Prime Minister|Deputy Prime Minister|Foreign Minister|Defence Minister|\
    Defense Minister|Finance Minister|Interior Minister|Minister|Chancellor|Secretary|Secretary of State|Secretary-General|\
    Secretary General|Ambassador|General|Gen.|Lt.|Lieutenant|Colonel|Col.|Major|Maj.|Captain|Capt.|Sergeant|Sgt.|Admiral|\
    Adm.|Brigadier|Marshal|Commander|Chief|King|Queen|Prince|Princess|Emir|Sheikh|Sultan|Pope|Cardinal|Archbishop|Bishop|\
    Patriarch|Ayatollah|Imam|Mayor|Governor|Gov.|Senator|Sen.|Congressman|Congresswoman|Representative|Rep.|Director|\
    Chairman|Chairwoman|Speaker|Judge|Justice|Prosecutor|Attorney General|Envoy|Commissioner|Professor|Prof.|Dr.|Mr.|Mrs.|\
    Ms.|Sir|Lord|Lady|Inspector|Superintendent|Coach|Reverend|Rev.|Detective|Constable|Officer|Premier|Lawmaker|Spokesman|\
    Spokeswoman|Spokesperson|Co-founder|CEO|Editor|Manager";

const HEADS: &str = "Party Bank University Institute Agency Company Inc Inc. Corp Corp. Corporation Ltd Ltd. PLC Plc LLC \
    GmbH AG SA Group Holdings Front Brigade Brigades Battalion Army Movement Council Commission Committee Union Association \
    Federation Foundation Organisation Organization Court Ministry Department Authority Airlines Airways Police Force Forces \
    Church Hospital College School Club Society Network Center Centre Coalition Alliance Bureau Trust Observatory Exchange \
    Fund Industries Technologies Pharmaceuticals Partners Capital Securities Laboratories Academy Initiative Tribunal Office \
    Board Congress Senate Parliament Assembly Service Services Times Post News Herald Tribune Gazette Radio Television TV \
    United City FC Motors Systems Energy Oil Petroleum Media Press International League Guard Navy Corps Secretariat";

/// Names with the list they belong to, in no order.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<(String, List)>,
}

impl Names {
    /// Gathers the names of our own data files in `own`, and those of the plain lists in `lists` where there are any.
    pub(super) fn gather(own: &Path, lists: Option<&Path>) -> anyhow::Result<Self> {
        let mut names = Self::default();
        for word in CALENDAR.split_whitespace() {
            names.add(word, List::Calendar);
        }
        for word in GROUPS.split_whitespace() {
            names.add(word, List::Demonym);
        }
        for name in PEOPLES.split('|') {
            names.add(name, List::Demonym);
        }
        for word in COMMON.split_whitespace() {
            names.add(word, List::Calendar);
        }
        for role in ROLES.split('|') {
            names.add(role, List::Role);
        }
        for word in HEADS.split_whitespace() {
            names.add(word, List::Head);
        }
        names.own(own)?;
        for (file, list) in FILES {
            let Some(path) = lists.map(|folder| folder.join(file).with_extension("txt")).filter(|path| path.exists())
            else {
                continue;
            };
            for name in read(&path)?.lines() {
                names.add(name, list);
            }
        }
        Ok(names)
    }

    /// The names, as the table wants them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, List)> {
        self.all.iter().map(|(name, list)| (name.as_str(), *list))
    }

    fn add(&mut self, name: &str, list: List) {
        let name = name.trim();
        let name = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name);
        if name.chars().count() > 1 {
            self.all.push((name.to_owned(), list));
        }
    }

    fn own(&mut self, folder: &Path) -> anyhow::Result<()> {
        for line in read(&folder.join("places.tsv"))?.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [_, kind, label, aliases, .., demonyms] = cells[..] else { continue };
            let list = match kind {
                "continent" | "country" => List::Country,
                "capital" | "city" => List::City,
                "admin1" | "area" | "region" => List::Region,
                _ => List::Feature,
            };
            std::iter::once(label).chain(aliases.split('|')).for_each(|name| self.add(name, list));
            demonyms.split('|').for_each(|name| self.add(name, List::Demonym));
        }
        for line in read(&folder.join("actors.tsv"))?.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [_, kind, label, aliases, ..] = cells[..] else { continue };
            let list = match kind {
                "state" => List::Country,
                "person" => List::Person,
                "company" | "media" => List::Company,
                "armed-group" | "party" => List::Camp,
                _ => List::Organisation,
            };
            for name in std::iter::once(label).chain(aliases.split('|')) {
                self.add(name, list);
                if list == List::Person {
                    self.person(name);
                }
            }
        }
        for (file, list) in [("given-names.txt", List::Given), ("surnames.txt", List::Surname)] {
            let text = read(&folder.join(file))?;
            text.lines().filter(|line| !line.starts_with('#')).for_each(|name| self.add(name, list));
        }
        Ok(())
    }

    /// The parts of a full name are a given name and a surname.
    fn person(&mut self, name: &str) {
        let mut parts = name.split_whitespace();
        if let (Some(first), Some(last)) = (parts.next(), parts.next_back()) {
            self.add(first, List::Given);
            self.add(last, List::Surname);
        }
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_from_our_files_and_from_lists() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("places.tsv", "# id\n/EU/BE\tcountry\tBelgium\tBelgique\tBE\t/EU\t1\t2\t3\tBelgian|Belgians\n");
        write("actors.tsv", "/person/BE/a\tperson\tAnna van Holt\t\tBE\t\t\n");
        write("given-names.txt", "# c\nOtto\n");
        write("surnames.txt", "Holm\n");
        write("town.txt", "Greyfell\n");
        let names = Names::gather(folder.path(), Some(folder.path())).unwrap();
        let has = |name: &str, list: List| names.iter().any(|found| found == (name, list));
        assert!(has("Belgique", List::Country) && has("Belgians", List::Demonym) && has("Anna van Holt", List::Person));
        assert!(has("Anna", List::Given) && has("Holt", List::Surname) && has("Otto", List::Given));
        assert!(has("Greyfell", List::Town) && !has("# c", List::Given));
    }
}
