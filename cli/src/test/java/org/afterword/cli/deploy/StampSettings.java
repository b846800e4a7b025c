package org.afterword.cli.deploy;

import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The settings that the Bicep files give to the two processes, as expressions. */
record StampSettings(TreeMap<String, String> gateway, TreeMap<String, String> functions) {
    private static final Pattern SETTING = Pattern.compile("(?m)^\\s+([A-Za-z]\\w*): (.+)$");

    static StampSettings read(BicepFolder stamp) {
        String region = BicepFolder.blankComments(stamp.text("modules/region.bicep"));
        String common = between(region, "var commonSettings = {", "\n}");
        TreeMap<String, String> gateway = settings(common + module(region, "gateway"));
        TreeMap<String, String> functions = settings(common + module(region, "functions"));
        String app = BicepFolder.blankComments(stamp.text("modules/functions.bicep"));
        functions.putAll(settings(between(app, "properties: union(settings, planSettings, {", "\n    })")));
        return new StampSettings(gateway, functions);
    }

    /** Names that the platform knows, and not we. */
    static boolean isThePlatforms(String name) {
        return name.startsWith("APPLICATIONINSIGHTS_")
                || name.startsWith("AzureWebJobsStorage__")
                || name.startsWith("AfterwordStorage__");
    }

    Set<String> ours() {
        Set<String> names = new TreeSet<>(gateway.keySet());
        names.addAll(functions.keySet());
        names.removeIf(StampSettings::isThePlatforms);
        return names;
    }

    private static String module(String region, String name) {
        String module = between(region, "module " + name + " '", "\n}");
        return between(module, "settings: union(commonSettings, {", "\n    })");
    }

    private static TreeMap<String, String> settings(String text) {
        TreeMap<String, String> found = new TreeMap<>();
        Matcher matcher = SETTING.matcher(text);
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group(2).strip());
        }
        return found;
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        if (from < 0) {
            throw new IllegalArgumentException("there is no \"" + start + "\" any more");
        }
        return text.substring(from + start.length(), text.indexOf(end, from)) + "\n";
    }
}
