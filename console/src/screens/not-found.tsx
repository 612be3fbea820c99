import { Button } from '@mantine/core';
import { Compass } from 'lucide-react';
import { Link } from 'wouter';
import { shellText } from '../shell/text.ts';
import { useText } from '../text/language.ts';
import { Card, Empty, Page } from '../ui/page.tsx';

export function NotFound() {
  const text = useText(shellText);
  return (
    <Page title={text.notFound}>
      <Card>
        <Empty
          icon={<Compass size={22} />}
          title={text.notFound}
          actions={
            <Button component={Link} href="/calls">
              {text.toCalls}
            </Button>
          }
        >
          {text.notFoundLead}
        </Empty>
      </Card>
    </Page>
  );
}
