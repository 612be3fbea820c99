import { loadTags } from '@ringtrail/tags';
import { PhoneNumber, usePhoneNumber } from '@ringtrail/tags/react';
import { createRoot } from 'react-dom/client';

const office = { endpoint: 'end_…', number: '+12025550199', national: '(202) 555-0199' };

function Banner() {
  const { national, href } = usePhoneNumber(office);
  return (
    <p data-ringtrail="off">
      Open until 18:00. <a href={href}>Call {national}</a>
    </p>
  );
}

function App() {
  return (
    <>
      <h1>Harbour Lights</h1>
      <Banner />
      <footer>
        <PhoneNumber {...office} className="phone" />
      </footer>
    </>
  );
}

loadTags({ gateway: 'https://calls.example.com', site: 'site_…', endpoint: office.endpoint });
createRoot(document.getElementById('app')).render(<App />);
