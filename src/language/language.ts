/** Which language a reader reads. A build has one; its words are put in when it is made (scripts/messages.mjs). */

/** As BCP 47 has it. */
export const language: 'en' | 'de' = import.meta.env?.MODE === 'de' ? 'de' : 'en';

/** What stands between a number's whole and its parts. */
export const decimalMark = language === 'de' ? ',' : '.';
