import { Tags } from './tags.jsx';

export const metadata = { title: 'Harbour Lights' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        {children}
        <Tags />
      </body>
    </html>
  );
}
