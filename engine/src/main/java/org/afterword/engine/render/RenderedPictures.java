package org.afterword.engine.render;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.afterword.engine.mime.InlinePictures;
import org.afterword.engine.model.Picture;

/**
 * The pictures that a rendered template shows. A template names a picture by its name; the mail names it by its Content-ID.
 * The picture of a photo that a person does not have goes, and so does one that no section shows.
 */
record RenderedPictures(String html, List<Picture> pictures) {
    private static final Pattern UNKNOWN =
            Pattern.compile("<img\\b[^>]*\\bsrc\\s*=\\s*([\"'])cid:photo\\1[^>]*>", Pattern.CASE_INSENSITIVE);

    static RenderedPictures in(String rendered, Map<String, Picture> known) {
        String html = rendered;
        List<Picture> shown = new ArrayList<>();
        for (Map.Entry<String, Picture> picture : known.entrySet()) {
            if (shows(html, picture.getKey())) {
                String contentId = InlinePictures.contentId(picture.getValue());
                html = html.replace("\"cid:" + picture.getKey() + "\"", "\"cid:" + contentId + "\"")
                        .replace("'cid:" + picture.getKey() + "'", "'cid:" + contentId + "'");
                shown.add(picture.getValue());
            }
        }
        return new RenderedPictures(
                html.contains("cid:photo") ? UNKNOWN.matcher(html).replaceAll("") : html, shown);
    }

    static boolean shows(String html, String name) {
        return html.contains("\"cid:" + name + "\"") || html.contains("'cid:" + name + "'");
    }
}
