package org.afterword.functions.mail.capacity;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.afterword.storage.mail.SpoolName;

/** The mails that are known to take long, as far as they are remembered. Safe for use by several threads. */
public final class SlowMails {
    private static final int MOST = 1_000;

    private final Set<SpoolName> names = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SpoolName, Boolean> eldest) {
            return size() > MOST;
        }
    }));

    public void add(SpoolName mail) {
        names.add(mail);
    }

    public boolean contains(SpoolName mail) {
        return names.contains(mail);
    }

    public void remove(SpoolName mail) {
        names.remove(mail);
    }
}
