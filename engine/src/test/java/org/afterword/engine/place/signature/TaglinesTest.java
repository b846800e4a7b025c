package org.afterword.engine.place.signature;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.afterword.engine.place.Language;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaglinesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sent from my iPhone",
                "Sent from my Samsung Galaxy smartphone.",
                "Sent from Yahoo Mail on Android",
                "Sent from Mail for Windows 10",
                "Sent via BlackBerry by AT&T",
                "Get Outlook for iOS",
                "Get Outlook for Android<https://aka.ms/AAb9ysg>",
                "Von meinem iPhone gesendet",
                "Gesendet von Outlook für Android",
                "Outlook für iOS beziehen",
                "Holen Sie sich Outlook für Android",
                "Envoyé de mon iPhone",
                "Télécharger Outlook pour Android",
                "Obtenez Outlook pour iOS",
                "Enviado desde mi iPhone",
                "Obtener Outlook para Android",
                "Inviato da iPhone",
                "Ottieni Outlook per Android",
                "Enviado do meu iPhone",
                "Obter o Outlook para Android",
                "Verstuurd vanaf mijn iPhone",
                "Outlook voor Android downloaden",
                "Sendt fra min iPhone",
                "Hent Outlook til Android",
                "Skickat från min iPhone",
                "Hämta Outlook för Android",
                "Sendt fra min iPad",
                "Lähetetty iPhonesta",
                "Hanki Outlook for Android",
                "Wysłane z iPhone'a",
                "Pobierz program Outlook dla systemu Android",
                "Odesláno z iPhonu",
                "Získat Outlook pro Android",
                "Odoslané z iPhonu",
                "iPhone-ról küldve",
                "Trimis de pe iPhone",
                "Στάλθηκε από το iPhone μου",
                "Λήψη του Outlook για Android",
                "iPhone'umdan gönderildi",
                "Android için Outlook’u edinin",
                "Отправлено с iPhone",
                "Получите Outlook для Android",
                "Надіслано з iPhone",
                "Изпратено от моя iPhone",
                "Poslano s mojeg iPhonea",
                "iPhoneから送信",
                "Outlook for Android を入手",
                "发自我的iPhone",
                "获取 Outlook for iOS",
                "從我的 iPhone 傳送",
                "签名由 网易邮箱大师 定制",
                "나의 iPhone에서 보냄",
                "Android용 Outlook 다운로드",
                "أُرسلت من الـ iPhone",
                "الحصول على Outlook لـ Android",
                "נשלח מה-iPhone שלי",
                "ส่งจาก iPhone ของฉัน",
                "Đã gửi từ iPhone của tôi",
                "Dikirim dari iPhone saya",
                "Enviat des del meu iPhone"
            })
    void areKnownInTheLanguagesOfTheDevices(String line) {
        assertThat(Taglines.is(line)).isTrue();
    }

    @Test
    void areKnownByDeviceProgramAndLanguage() {
        Properties taglines = Language.read("signature/taglines.properties");
        List<String> unknown = new ArrayList<>();
        for (String name : new TreeSet<>(taglines.stringPropertyNames())) {
            for (String line : taglines.getProperty(name).split("\\|")) {
                if (!Taglines.is(line)) {
                    unknown.add(name + ": " + line);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sent from the office in Paris",
                "Get Outlook to run on your machine first",
                "Please get the phone",
                "I was sent from my desk to his",
                "Download the report",
                "Sent from the front desk by courier",
                "Sent on behalf of the mobile team",
                "Get Outlook and the calendar app onto your new phone before Friday, please",
                "Bitte Outlook neu starten",
                "Von unterwegs nichts Neues",
                "Envoyé hier par la poste",
                "We meet at nine. Sent from there",
                "发自内心的感谢",
                "来自北京的问候",
                "Отправлено вчера",
                "Enviado ayer por correo",
                "Hello",
                "Sent from my iPhone, and since the battery is nearly empty I cannot go into the details of the matter today",
                ""
            })
    void areNotTakenForWordsOfTheAuthor(String line) {
        assertThat(Taglines.is(line)).isFalse();
    }
}
