// Help that fits into 80 columns: the description of a long option is on the next line.
import { type Command, Help, type HelpConfiguration } from 'commander';

/** Columns. */
const maxTermWidth = 28;

export const narrowHelp: HelpConfiguration = {
  padWidth(command: Command, helper: Help): number {
    return Math.min(maxTermWidth, Help.prototype.padWidth.call(helper, command, helper));
  },
  formatItem(term: string, termWidth: number, description: string, helper: Help): string {
    if (helper.displayWidth(term) <= termWidth) {
      return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
    }
    const below = Help.prototype.formatItem.call(helper, '', termWidth, description, helper);
    return description === '' ? `  ${term}` : `  ${term}\n${below}`;
  },
};
