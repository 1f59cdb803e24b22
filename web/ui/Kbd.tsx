import css from './Kbd.module.css';

const mac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** A key as it is printed on the keyboard in front of the person. */
export const Kbd = ({ children }: { children: string }) => (
  <kbd className={css['kbd']} aria-hidden="true">
    {children.replace('Mod', mac ? '⌘' : 'Ctrl')}
  </kbd>
);
