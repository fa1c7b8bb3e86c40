//! What newsletters put around their text: links to a browser in front, the way out behind.

use dateline_model::Paragraph;

use super::is_rule_or_address;

/// How a newsletter says where one unsubscribes, folded.
const WAYS_OUT: [&str; 24] = [
    "unsubscribe", "update your preferences", "manage your preferences", "manage preferences", "email preferences",
    "manage your subscription", "opt out of", "abbestellen", "abmelden", "newsletter abbestellen", "se desabonner",
    "desabonner", "desinscrire", "desinscription", "darse de baja", "darte de baja", "cancelar suscripcion",
    "cancelar la suscripcion", "cancelar inscricao", "descadastrar", "disiscriviti", "annulla iscrizione", "afmelden",
    "отписаться",
];

/// What stands in front of the way out, folded.
const REASONS: [&str; 20] = [
    "you are receiving this", "you received this", "youre receiving this", "this email was sent to",
    "this message was sent to", "this newsletter was sent to", "you signed up", "because you subscribed", "copyright",
    "all rights reserved", "©", "sie erhalten diese", "diese e mail wurde", "vous recevez", "recibes este",
    "has recibido este", "ricevi questa", "u ontvangt", "powered by", "sent by",
];

/// Links to the same thing elsewhere, folded.
const ELSEWHERE: [&str; 14] = [
    "view in browser", "view this email in your browser", "view online", "view this email online", "read online",
    "open in browser", "view web version", "im browser ansehen", "im browser offnen", "online ansehen",
    "voir dans le navigateur", "version en ligne", "ver en el navegador", "visualizza nel browser",
];

/// What companies put under every message, folded.
const DISCLAIMERS: [&str; 5] = [
    "this email may contain information that is confidential", "this email and any attachments are confidential",
    "this e mail is confidential", "diese e mail enthalt vertrauliche", "ce message est confidentiel",
];

/// Characters of the longest line that is taken for one of these.
const LONGEST: usize = 400;

/// Returns the blocks without what is around the text.
pub(super) fn without(mut blocks: Vec<Paragraph>) -> Vec<Paragraph> {
    let leads_elsewhere = |block: &Paragraph| is_short(&block.text, 120) && says(&block.text, &ELSEWHERE);
    blocks.retain(|block| !(is_rule_or_address(&block.text) || leads_elsewhere(block)));
    let way_out = |block: &Paragraph| is_short(&block.text, LONGEST) && says(&block.text, &WAYS_OUT);
    // Far enough behind: a newsletter may also offer the way out at its head, or write about it.
    let from = blocks.len() / 2;
    if let Some(at) = blocks.iter().skip(from).position(way_out).map(|at| from + at) {
        let reasons =
            blocks[..at].iter().rev().take_while(|block| is_short(&block.text, LONGEST) && says(&block.text, &REASONS));
        let kept = at - reasons.count();
        if kept > 0 {
            blocks.truncate(kept);
        }
    }
    blocks.retain(|block| !(is_short(&block.text, 120) && says(&block.text, &WAYS_OUT)));
    while blocks.len() > 1 && blocks.last().is_some_and(|block| says(&block.text, &DISCLAIMERS)) {
        blocks.pop();
    }
    blocks
}

fn is_short(text: &str, most: usize) -> bool {
    text.chars().count() <= most
}

fn says(text: &str, phrases: &[&str]) -> bool {
    let folded = dateline_text::fold_name(text);
    phrases.iter().any(|phrase| if *phrase == "©" { text.contains('©') } else { folded.contains(phrase) })
}
