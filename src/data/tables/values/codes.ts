import { nameWords } from "./name-words.ts";

/** Kinds of digits that aren't numbers to calculate with. */
export type CodeKind =
  | "telephone numbers"
  | "postal codes"
  | "account numbers"
  | "card numbers"
  | "barcodes"
  | "registration numbers"
  | "reference numbers";

/** Kinds whose values may repeat and then make useful categories: where people live, what was sold. The others are keys. */
export const RECURRING_CODES: ReadonlySet<CodeKind> = new Set(["postal codes", "barcodes", "reference numbers"]);

interface CodeRule {
  readonly kind: CodeKind;
  /** Pattern of the words in such a column's name. */
  readonly named: RegExp;
  /** The least and the largest number of digits. */
  readonly digits: readonly [fewest: number, most: number];
  /** Largest difference between the lengths of codes, because leading zeros were lost or countries use different lengths. */
  readonly spread: number;
}

const NUMBER = "(?:nr|no|num|number|numbers|nummer|numero|n|id)";
const THING =
  "(?:customer|client|order|invoice|article|item|product|employee|patient|member|booking|contract|policy|supplier|vendor|kunden?|auftrags?|bestell|rechnungs?|artikel|personal|mitarbeiter|patienten|mitglieds?|buchungs?|vertrags?|lieferanten?|beleg|vorgangs?|cliente|commande|facture|pedido|factura|articulo|producto|empleado|employe|contrat|contrato)";
/** Words that may follow in a name: phone 2, Telefon privat. */
const BEHIND = "(?: (?:\\d+|home|work|office|private?|privat|business|mobile?|geschaftlich|dienstlich|primary|secondary))*$";
const named = (...words: readonly string[]): RegExp => new RegExp(`(?:^| )(?:${words.join("|")})${BEHIND}`);

const RULES: readonly CodeRule[] = [
  {
    kind: "telephone numbers",
    named: named(
      `(?:tele|mobile |cell ?)?phone(?: ${NUMBER})?`,
      `(?:tele?|tele ?fono?|(?:tele)?fax|mobile?|mobilfunk|handy|movil|cell)(?: ${NUMBER})`,
      "tel",
      "tele?fono?",
      "(?:tele)?fax",
      "rufnummer",
      "(?:telefon|fax|mobil|handy)nummer",
      "whatsapp",
      "msisdn",
    ),
    digits: [7, 15],
    spread: 3,
  },
  // Other columns with these names, such as mobile sales, differ more in length.
  { kind: "telephone numbers", named: named("mobile?", "handy", "movil"), digits: [9, 15], spread: 1 },
  {
    kind: "postal codes",
    named: named(
      "zip",
      "zip ?codes?",
      "postal(?: ?codes?)?",
      "post ?codes?",
      "plz",
      "postleitzahl",
      "codi?g?[eo] ?postal",
      "pin ?code",
      "postn(?:umme)?r",
    ),
    digits: [3, 9],
    spread: 2,
  },
  {
    kind: "account numbers",
    named: named(
      "iban",
      "bban",
      "blz",
      "bankleitzahl",
      "konton(?:umme)?r",
      "kto nr",
      `(?:konto|account|acct|routing) ${NUMBER}`,
      "numero de (?:compte|cuenta)",
      "clabe",
    ),
    digits: [6, 22],
    spread: 4,
  },
  {
    kind: "card numbers",
    named: named(
      `(?:credit ?|debit ?|kredit)?(?:card|karten?) ?${NUMBER}`,
      "(?:kredit)?kartennummer",
      "cc ?num(?:ber)?",
      "numero de (?:carte|tarjeta)",
    ),
    digits: [8, 19],
    spread: 3,
  },
  {
    kind: "barcodes",
    named: named(
      `(?:ean|gtin|upc|isbn|issn)(?: (?:code|${NUMBER}))?`,
      "bar ?codes?",
      "strichcode",
      "code ?barres?",
      "codigo de barras",
    ),
    digits: [7, 14],
    spread: 2,
  },
  {
    kind: "registration numbers",
    named: named(
      "ssn",
      "social security(?: (?:no|number))?",
      "sozialversicherungsn(?:umme)?r",
      "sv ?n(?:umme)?r",
      "siren",
      "siret",
      "steuern(?:umme)?r",
      "steuer ?id",
      `(?:tax|vat|ust|national|passport|licen[cs]e|imei|imsi) ${NUMBER}`,
      "(?:reise)?passn(?:umme)?r",
      "imei",
      "imsi",
      "iccid",
      "cpf",
      "cnpj",
    ),
    digits: [7, 20],
    spread: 2,
  },
  {
    kind: "reference numbers",
    named: named(
      `${THING} ?(?:${NUMBER}|code)`,
      `(?:numero|id|identifiant|no de)(?: de)? ${THING}`,
      "identifiant|identificador|numero de (?:serie|dossier)",
    ),
    digits: [5, 18],
    spread: 0,
  },
];

/** "Number of" and similar words: a count is a number, whatever it counts. */
const COUNTS =
  /^(?:n|nb|num|number|count|anzahl|nombre|total|sum|mean|avg|average|median|min|max|share|pct|percent)(?: of| de)? /;
/** Digits. Some tools add ".0" to the whole numbers of a column with missing values. */
const DIGITS = /^\+?(\d+)(?:\.0+)?$/;
const TELEPHONE = /^\+\d{8,15}$/;
/** A column is of a kind if at least this share of its texts are; a few may be mistyped. */
const MOST = 0.9;
/** With fewer texts than this, they may look like one kind by chance. */
const FEWEST = 3;

/**
 * Returns the kind of a column's codes, if its name suggests one and its digits have the usual length. A plus before many digits
 * suffices without a name.
 * @param texts values that aren't missing, trimmed.
 */
export function codesIn(name: string, texts: readonly string[]): CodeKind | undefined {
  if (texts.length < FEWEST) return undefined;
  const enough = MOST * texts.length;
  if (texts.filter((text) => TELEPHONE.test(text)).length >= enough) return "telephone numbers";
  const words = nameWords(name);
  const rule = RULES.find((each) => each.named.test(words));
  if (!rule || COUNTS.test(words)) return undefined;
  const lengths = texts.flatMap((text) => DIGITS.exec(text)?.[1]?.length ?? []);
  const [fewest, most] = rule.digits;
  const within = (from: number) => lengths.filter((length) => length >= from && length <= Math.min(most, from + rule.spread));
  for (let from = fewest; from <= most; from++) if (within(from).length >= enough) return rule.kind;
  return undefined;
}
