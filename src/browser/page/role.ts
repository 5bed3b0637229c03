import type { DomElement } from './dom.ts';

/** ARIA roles that stand for something one can act on. */
export function isWidgetRole(role: string): boolean {
  return /^(button|link|checkbox|radio|switch|tab|menuitem|menuitemcheckbox|menuitemradio|option|combobox|listbox|textbox|searchbox|spinbutton|slider|scrollbar|treeitem|file|clickable|canvas|video|audio|draggable|date|time|color|disclosure)$/.test(
    role,
  );
}

/** The role of an `input` by its type. */
export function inputRole(element: DomElement): string {
  switch (element.type) {
    case 'checkbox':
      return element.getAttribute('role') === 'switch' ? 'switch' : 'checkbox';
    case 'radio':
      return 'radio';
    case 'range':
      return 'slider';
    case 'number':
      return 'spinbutton';
    case 'search':
      return element.hasAttribute('list') ? 'combobox' : 'searchbox';
    case 'button':
    case 'submit':
    case 'reset':
    case 'image':
      return 'button';
    case 'file':
      return 'file';
    case 'color':
      return 'color';
    case 'date':
    case 'month':
    case 'week':
    case 'datetime-local':
      return 'date';
    case 'time':
      return 'time';
    case 'hidden':
      return '';
    default:
      return element.hasAttribute('list') ? 'combobox' : 'textbox';
  }
}

/** The role that the element's tag implies (HTML-AAM), `''` for none worth telling. */
export function tagRole(element: DomElement): string {
  switch (element.localName) {
    case 'a':
    case 'area':
      return element.hasAttribute('href') || element.hasAttribute('xlink:href') ? 'link' : '';
    case 'button':
      return 'button';
    case 'summary':
      return 'disclosure';
    case 'input':
      return inputRole(element);
    case 'textarea':
      return 'textbox';
    case 'select':
      return element.multiple === true || (element.size ?? 0) > 1 ? 'listbox' : 'combobox';
    case 'option':
      return 'option';
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return 'heading';
    case 'output':
      return 'status';
    case 'progress':
      return 'progressbar';
    case 'meter':
      return 'meter';
    case 'dialog':
      return 'dialog';
    case 'canvas':
      return 'canvas';
    case 'img':
      return element.alt === '' ? '' : 'image';
    case 'video':
    case 'audio':
      return element.localName;
    case 'td':
      return 'cell';
    case 'th':
      return 'columnheader';
    default:
      return '';
  }
}

/** Whether WAI-ARIA has a role of this name; what it does not have is passed over. */
export function isKnownRole(role: string): boolean {
  return /^(alert|alertdialog|application|article|banner|blockquote|button|caption|cell|checkbox|code|columnheader|combobox|complementary|contentinfo|definition|deletion|dialog|directory|document|emphasis|feed|figure|form|generic|grid|gridcell|group|heading|image|img|insertion|link|list|listbox|listitem|log|main|mark|marquee|math|menu|menubar|menuitem|menuitemcheckbox|menuitemradio|meter|navigation|none|note|option|paragraph|presentation|progressbar|radio|radiogroup|region|row|rowgroup|rowheader|scrollbar|search|searchbox|separator|slider|spinbutton|status|strong|subscript|suggestion|superscript|switch|tab|table|tablist|tabpanel|term|textbox|time|timer|toolbar|tooltip|tree|treegrid|treeitem|(doc|graphics)-.+)$/.test(
    role,
  );
}

/** The element's role: the first known one of its `role`, otherwise what its tag implies, `''` for none. */
export function roleOf(element: DomElement): string {
  const tokens = (element.getAttribute('role') ?? '').trim().toLowerCase().split(/\s+/);
  const explicit = tokens.find(isKnownRole) ?? '';
  if (explicit === 'img') return 'image';
  if (explicit !== '' && explicit !== 'none' && explicit !== 'presentation' && explicit !== 'generic')
    return explicit;
  const implied = tagRole(element);
  if (implied !== '' && (explicit === '' || isWidgetRole(implied))) return implied;
  if (element.isContentEditable === true && element.parentElement?.isContentEditable !== true)
    return 'textbox';
  return '';
}
