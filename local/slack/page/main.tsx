import './styles/base.css';
import './styles/sidebar.css';
import './styles/messages.css';
import './styles/composer.css';
import './styles/blocks.css';
import './styles/elements.css';
import './styles/modal.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no element #root.');
createRoot(root).render(<App />);
