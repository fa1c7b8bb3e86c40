//! Messages as mail programs and newsletters make them.

use dateline_model::{Capture, Location};

use super::*;
use crate::Record;

fn paragraphs(letter: &Letter) -> Vec<&str> {
    letter.record.story.body.paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect()
}

const NEWSLETTER: &str = "Received: by x.example; Tue, 5 Mar 2024 23:00:01 +0100\r\n\
    From: =?utf-8?q?Der_Hafen_=C3=BCber_Nacht?= <brief@newsletter.hafen.example>\r\n\
    To: ana@x.example\r\nSubject: =?utf-8?b?S3LDpG5lIHN0ZWhlbiBzdGlsbA==?=\r\n\
    Date: Tue, 5 Mar 2024 23:30:00 +0100 (CET)\r\nMessage-ID: <7@hafen.example>\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/alternative; boundary=\"b\"\r\n\r\n\
    --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBitte im Browser lesen.\r\n\
    --b\r\nContent-Type: text/html; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    <html><head><title>x</title><style>p {}</style></head><body><div style=3D\"display:none\">Vorschau nur f=FCr Listen.</div>\
    <table><tr><td><p>Im Browser ansehen</p></td></tr><tr><td><h2>Der Hafen</h2>\
    <p>Die Kr=E4ne stehen seit Montag still, sagte die Direktorin.</p><img src=3D\"https://t.example/p.gif\" width=3D1>\
    <p>Morgen geht es weiter, hie=DF es am Abend.</p></td></tr><tr><td><p>Sie erhalten diese Nachricht als Leserin.</p>\
    <p>Hier <a href=3D\"https://x.example\">abbestellen</a></p><p>Der Hafen, Kai 1</p></td></tr></table></body></html>\r\n--b--\r\n";

#[test]
fn a_newsletter_is_one_story() {
    assert_eq!(sniff(NEWSLETTER), Some(Format::Mail));
    let letter = read(NEWSLETTER.as_bytes()).unwrap();
    assert_eq!(letter.sender.as_deref(), Some("Der Hafen über Nacht"));
    assert_eq!(letter.record.source.as_deref(), Some("hafen.example"));
    assert_eq!(letter.record.story.headline, "Kräne stehen still");
    assert_eq!(letter.record.own_id.as_deref(), Some("7@hafen.example"));
    let published = letter.record.published.as_ref().unwrap();
    assert_eq!((published.value().as_str(), published.origin), ("2024-03-05T23:30:00+01:00", Origin::Header));
    assert_eq!(
        paragraphs(&letter),
        [
            "Der Hafen", "Die Kräne stehen seit Montag still, sagte die Direktorin.",
            "Morgen geht es weiter, hieß es am Abend."
        ]
    );
}

#[test]
fn a_forwarded_newsletter_is_the_newsletter() {
    let mail = "From: Ana <ana@x.example>\nTo: bo@x.example\nSubject: Fwd: Kräne\nDate: Wed, 6 Mar 2024 08:00:00 +0100\n\n\
        Zur Kenntnis\n\nBegin forwarded message:\n\n> From: Der Hafen <brief@hafen.example>\n\
        > Subject: Kräne stehen still\n> Date: 5 March 2024 at 23:30:00 CET\n> To: ana@x.example\n>\n\
        > Die Kräne stehen seit Montag still.\n>\n> Morgen geht es weiter.\n";
    let letter = read(mail.as_bytes()).unwrap();
    assert_eq!(letter.record.story.headline, "Kräne stehen still");
    assert_eq!(letter.record.source.as_deref(), Some("hafen.example"));
    assert_eq!(letter.record.published.as_ref().unwrap().value(), "2024-03-05T23:30:00+01:00");
    assert_eq!(paragraphs(&letter), ["Die Kräne stehen seit Montag still.", "Morgen geht es weiter."]);
    let attached = format!(
        "From: Ana <ana@x.example>\nTo: b@x.example\nSubject: WG: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o\n\n\
         --o\nContent-Type: text/plain\n\nSiehe unten.\n--o\nContent-Type: message/rfc822\n\n{NEWSLETTER}\n--o--\n"
    );
    let letter = read(attached.as_bytes()).unwrap();
    assert_eq!(letter.record.story.headline, "Kräne stehen still");
    assert_eq!(letter.record.story.body.paragraphs.len(), 3);
}

#[test]
fn mailboxes_are_cut_at_their_separators() {
    let mailbox = format!(
        "From a@x.example Tue Mar  5 10:00:00 2024\nFrom: A <a@x.example>\nDate: Tue, 5 Mar 2024 10:00:00 +0000\nSubject: Eins\n\n\
         Der erste Text steht hier.\n>From here on all is well.\n\nFrom b@x.example Tue Mar  5 11:00:00 2024\n{NEWSLETTER}"
    );
    assert_eq!(sniff(&mailbox), Some(Format::Mailbox));
    let mut captures: Vec<Capture> = Vec::new();
    let kept = unpack_mailbox(mailbox.as_bytes(), &Location::file("a.mbox"), &mut |record| {
        if let Record::Capture(capture) = record {
            captures.push(capture);
        }
        Ok(())
    });
    assert_eq!(kept, Ok(()));
    assert_eq!(captures.len(), 2);
    assert_eq!(captures[1].location.offset, mailbox.find("From b@").map(|at| at as u64));
    let first = read(&captures[0].payload).unwrap();
    assert!(paragraphs(&first).join(" ").contains("From here on"), "{:?}", paragraphs(&first));
    assert_eq!(read(&captures[1].payload).unwrap().record.story.headline, "Kräne stehen still");
}

#[test]
fn forms_and_misnamed_subjects_are_read() {
    let mail = "From: Form <form@mail.com.example>\nTo: b@x.example\nDate: Tue, 5 Mar 2024 10:00:00 +0000\n\
        Subject: =?windows-1252?Q?Kr=C3=A4ne?=\n\n{\"Headline\": [\"Port open\"], \"Body\": [\"The port\nreopened on Tuesday.\"]}\n";
    let letter = read(mail.as_bytes()).unwrap();
    assert_eq!(letter.record.story.headline, "Port open");
    assert_eq!(paragraphs(&letter), ["The port reopened on Tuesday."]);
    assert_eq!(letter.record.source.as_deref(), Some("mail.com.example"));
    let (head, _) = mail.split_once('{').unwrap();
    let letter = read(format!("{head}Die Kräne stehen still.").as_bytes()).unwrap();
    assert_eq!(letter.record.story.headline, "Kräne");
}

#[test]
fn texts_are_no_mail() {
    for text in [
        "Talks: no end\n\nThey go on.", "Date: 5 March\nPlace: Geneva\n\nText",
        "Subject: the port\nIt was a long text: long.\n",
    ] {
        assert_eq!(sniff(text), None, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn nothing_panics(text in "(From |: |\n|Subject:|Content-Type: multipart/mixed; boundary=a\n|--a|=3|\\PC){0,30}") {
        let _ = sniff(&text);
        let _ = read(text.as_bytes());
        let _ = read(format!("From: a\nSubject: b\n{text}").as_bytes());
    }
}
