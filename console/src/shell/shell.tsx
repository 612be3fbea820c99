import { ActionIcon, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Menu as MenuIcon } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'wouter';
import { useConnectionLost } from '../api/connection.ts';
import { common } from '../text/common.ts';
import { useText } from '../text/language.ts';
import icon from '../theme/icon.svg';
import { Foot } from './foot.tsx';
import { Navigation } from './nav.tsx';
import { ProviderSelect } from './provider-select.tsx';
import css from './shell.module.css';
import { shellText } from './text.ts';

/** The frame around every screen of a signed-in reader: navigation at the side, or in a menu on a phone. */
export function Shell({ children }: { children: ReactNode }) {
  const text = useText(shellText);
  const [isMenuOpen, menu] = useDisclosure(false);
  const main = useFocusOnNavigation();
  return (
    <div className={css.shell}>
      <a className={css.skip} href="#main">
        {text.skip}
      </a>
      <header className={css.top}>
        <Brand />
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={text.menu} onClick={menu.open}>
          <MenuIcon size={20} />
        </ActionIcon>
      </header>
      <div className={css.side}>
        <Brand />
        <ProviderSelect />
        <Navigation />
        <Foot />
      </div>
      <main id="main" className={css.main} ref={main} tabIndex={-1}>
        <LostConnection />
        {children}
      </main>
      <Drawer
        opened={isMenuOpen}
        onClose={menu.close}
        title={<Brand />}
        position="right"
        size={300}
        lockScroll={false}
        closeButtonProps={{ 'aria-label': text.menu }}
      >
        <div className={css.drawer}>
          <ProviderSelect />
          <Navigation onFollow={menu.close} />
          <Foot onFollow={menu.close} />
        </div>
      </Drawer>
    </div>
  );
}

function Brand() {
  return (
    <Link href="/" className={css.brand}>
      <img src={icon} alt="" />
      Ringtrail
    </Link>
  );
}

function LostConnection() {
  const text = useText(common);
  const isLost = useConnectionLost();
  return <div aria-live="assertive">{isLost && <p className={css.lost}>{text.connectionLost}</p>}</div>;
}

/** Moves the focus to the content when the screen changes, so that a screen reader begins there. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const [path] = useLocation();
  const shown = useRef(path);
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [path]);
  return main;
}
