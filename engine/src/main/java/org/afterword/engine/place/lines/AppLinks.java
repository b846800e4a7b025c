package org.afterword.engine.place.lines;

import java.util.List;

/** Where the advertisements lead that mail apps write under each mail. */
public final class AppLinks {
    /** In any language. */
    private static final List<String> LINKS = List.of(
            "aka.ms/o0ukef",
            "aka.ms/aab9ysg",
            "aka.ms/ghei36",
            "aka.ms/qtex0l",
            "aka.ms/blhgte",
            "aka.ms/wp8k8q",
            "aka.ms/sdimjr",
            "aka.ms/getoutlook",
            "aka.ms/outlookios",
            "go.microsoft.com/fwlink/?linkid=550986",
            "go.microsoft.com/fwlink/?linkid=550987",
            "overview.mail.yahoo.com",
            "mail.onelink.me",
            "yho.com/footer",
            "mobile.mail.yahoo.com",
            "mail.163.com/dashi",
            "www.aqua-mail.com",
            "bluemail.me",
            "sparkmailapp.com",
            "getmailbird.com",
            "getmailspring.com",
            "onelink.me/107872968");

    private AppLinks() {}

    /** Whether an address is that of an app's advertisement. */
    public static boolean leadsToApp(String address) {
        String lower = Characters.lower(address);
        for (String link : LINKS) {
            if (lower.contains(link)) {
                return true;
            }
        }
        return false;
    }
}
