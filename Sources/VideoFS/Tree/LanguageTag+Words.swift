extension LanguageTag {
    /// Languages with a code of ISO 639-1, and those without that subtitles are made in: the tag, every
    /// other code for it (ISO 639-2/T, 639-2/B, withdrawn ones), its names in English and in itself.
    static let languages = """
        aa aar: Afar
        ab abk: Abkhazian, Abkhaz
        ae ave: Avestan
        af afr: Afrikaans
        ak aka: Akan
        am amh: Amharic, አማርኛ
        an arg: Aragonese, aragonés
        ar ara arb: Arabic, العربية, عربي, Modern Standard Arabic
        as asm: Assamese, অসমীয়া
        ast: Asturian, asturianu
        av ava: Avaric, Avar
        ay aym: Aymara
        az aze: Azerbaijani, Azeri, azərbaycan, azərbaycanca, azərbaycan dili
        ba bak: Bashkir
        be bel: Belarusian, Belarussian, Belorussian, беларуская, беларуская мова
        bg bul: Bulgarian, български, български език
        bi bis: Bislama
        bm bam: Bambara
        bn ben: Bengali, Bangla, বাংলা
        bo bod tib: Tibetan, བོད་སྐད་
        br bre: Breton, brezhoneg
        bs bos: Bosnian, bosanski
        ca cat: Catalan, Valencian, català, valencià
        ce che: Chechen, нохчийн мотт
        ceb: Cebuano
        ch cha: Chamorro
        chr: Cherokee
        ckb: Central Kurdish, Sorani, Sorani Kurdish, سۆرانی
        co cos: Corsican, corsu
        cr cre: Cree
        cs ces cze: Czech, čeština, česky
        cu chu: Church Slavic, Church Slavonic
        cv chv: Chuvash, чӑваш чӗлхи
        cy cym wel: Welsh, Cymraeg
        da dan: Danish, dansk
        de deu ger: German, Deutsch, High German
        dv div: Divehi, Dhivehi, Maldivian
        dz dzo: Dzongkha
        ee ewe: Ewe
        el ell gre: Greek, Modern Greek, ελληνικά
        en eng: English, inglés, anglais
        eo epo: Esperanto
        es spa: Spanish, Castilian, español, castellano
        et est ekk: Estonian, eesti, eesti keel
        eu eus baq: Basque, euskara, euskera
        fa fas per pes: Persian, Farsi, فارسی
        ff ful: Fulah, Fula, Fulani
        fi fin: Finnish, suomi, suomen kieli
        fil: Filipino, Pilipino
        fj fij: Fijian
        fo fao: Faroese, føroyskt
        fr fra fre: French, français
        fy fry: Western Frisian, Frisian, West Frisian, Frysk
        ga gle: Irish, Irish Gaelic, Gaeilge
        gd gla: Scottish Gaelic, Gaelic, Gàidhlig
        gl glg: Galician, galego
        gn grn: Guarani, Guaraní, avañeʼẽ
        gsw: Swiss German, Alemannic, Schwiizerdütsch, Schweizerdeutsch
        gu guj: Gujarati, ગુજરાતી
        gv glv: Manx, Gaelg
        ha hau: Hausa
        haw: Hawaiian, ʻŌlelo Hawaiʻi
        he heb iw: Hebrew, Modern Hebrew, עברית
        hi hin: Hindi, हिन्दी, हिंदी
        hmn: Hmong
        ho hmo: Hiri Motu
        hr hrv scr: Croatian, hrvatski
        ht hat: Haitian, Haitian Creole, kreyòl ayisyen
        hu hun: Hungarian, magyar
        hy hye arm: Armenian, հայերեն
        hz her: Herero
        ia ina: Interlingua
        id ind in: Indonesian, Bahasa Indonesia
        ie ile: Interlingue, Occidental
        ig ibo: Igbo
        ii iii: Sichuan Yi, Nuosu
        ik ipk: Inupiaq
        io ido: Ido
        is isl ice: Icelandic, íslenska
        it ita: Italian, italiano
        iu iku: Inuktitut, ᐃᓄᒃᑎᑐᑦ
        ja jpn: Japanese, 日本語
        jv jav: Javanese, basa Jawa
        ka kat geo: Georgian, ქართული
        kg kon: Kongo
        ki kik: Kikuyu, Gikuyu
        kj kua: Kuanyama
        kk kaz: Kazakh, қазақ, қазақ тілі
        kl kal: Greenlandic, Kalaallisut
        km khm: Khmer, Central Khmer, Cambodian, ខ្មែរ, ភាសាខ្មែរ
        kn kan: Kannada, ಕನ್ನಡ
        ko kor: Korean, 한국어, 한국말, 조선말
        kr kau: Kanuri
        ks kas: Kashmiri
        ku kur kmr: Kurdish, Kurmanji, kurdî
        kv kom: Komi
        kw cor: Cornish, Kernewek
        ky kir: Kyrgyz, Kirghiz, кыргызча
        la lat: Latin, latina
        lb ltz: Luxembourgish, Letzeburgesch, Lëtzebuergesch
        lg lug: Ganda, Luganda
        li lim: Limburgish, Limburgan
        ln lin: Lingala, lingála
        lo lao: Lao, Laotian, ລາວ
        lt lit: Lithuanian, lietuvių, lietuvių kalba
        lu lub: Luba-Katanga
        lv lav lvs: Latvian, latviešu, latviešu valoda
        mg mlg: Malagasy
        mh mah: Marshallese
        mi mri mao: Māori, te reo Māori
        mk mkd mac: Macedonian, македонски
        ml mal: Malayalam, മലയാളം
        mn mon khk: Mongolian, монгол
        mr mar: Marathi, मराठी
        ms msa may zsm: Malay, Bahasa Melayu, Bahasa Malaysia
        mt mlt: Maltese, malti
        mul: Multiple languages, Multilingual
        my mya bur: Burmese, Myanmar, ဗမာ, မြန်မာဘာသာ
        na nau: Nauru, Nauruan
        nb nob: Norwegian Bokmål, Bokmål, norsk bokmål
        nd nde: North Ndebele
        nds: Low German, Low Saxon, Plattdeutsch
        ne nep npi: Nepali, नेपाली
        ng ndo: Ndonga
        nl nld dut: Dutch, Nederlands
        nn nno: Norwegian Nynorsk, Nynorsk, norsk nynorsk
        no nor: Norwegian, norsk
        nr nbl: South Ndebele
        nv nav: Navajo
        ny nya: Nyanja, Chichewa, Chewa
        oc oci: Occitan, Provençal
        oj oji: Ojibwa, Ojibwe
        om orm: Oromo
        or ori ory: Odia, Oriya, ଓଡ଼ିଆ
        os oss: Ossetian, Ossetic
        pa pan: Punjabi, Panjabi, ਪੰਜਾਬੀ
        pi pli: Pali
        pl pol: Polish, polski
        ps pus: Pashto, Pushto, پښتو
        pt por: Portuguese, português
        qu que: Quechua, runasimi
        rm roh: Romansh, rumantsch
        rn run: Rundi, Kirundi
        ro ron rum mo: Romanian, română
        ru rus: Russian, русский, русский язык
        rw kin: Kinyarwanda
        sa san: Sanskrit, संस्कृतम्
        sc srd: Sardinian, sardu
        sd snd: Sindhi
        se sme: Northern Sami, davvisámegiella
        sg sag: Sango
        sh hbs: Serbo-Croatian, srpskohrvatski
        si sin: Sinhala, Sinhalese, සිංහල
        sk slk slo: Slovak, slovenčina, slovensky
        sl slv: Slovenian, Slovene, slovenščina
        sm smo: Samoan
        sn sna: Shona
        so som: Somali, soomaali
        sq sqi alb: Albanian, shqip
        sr srp scc: Serbian, српски, srpski
        ss ssw: Swati, Swazi
        st sot: Southern Sotho, Sesotho
        su sun: Sundanese
        sv swe: Swedish, svenska
        sw swa swh: Swahili, Kiswahili
        ta tam: Tamil, தமிழ்
        te tel: Telugu, తెలుగు
        tg tgk: Tajik, тоҷикӣ
        th tha: Thai, ไทย, ภาษาไทย
        ti tir: Tigrinya, ትግርኛ
        tk tuk: Turkmen, türkmen
        tl tgl: Tagalog
        tlh: Klingon
        tn tsn: Tswana, Setswana
        to ton: Tongan, Tonga
        tr tur: Turkish, Türkçe
        ts tso: Tsonga
        tt tat: Tatar, татар
        tw twi: Twi
        ty tah: Tahitian
        ug uig: Uyghur, Uighur, ئۇيغۇرچە
        uk ukr: Ukrainian, українська, українська мова
        und: Undetermined, Unknown
        ur urd: Urdu, اردو
        uz uzb uzn: Uzbek, oʻzbek, oʻzbekcha
        ve ven: Venda
        vi vie: Vietnamese, Tiếng Việt
        vo vol: Volapük
        wa wln: Walloon, walon
        wo wol: Wolof
        xh xho: Xhosa, isiXhosa
        yi yid ji: Yiddish, ייִדיש
        yo yor: Yoruba, Yorùbá
        yue: Cantonese, 粵語, 粤语, 廣東話, 广东话
        za zha: Zhuang
        zh zho chi cmn: Chinese, Mandarin, Mandarin Chinese, Chinese Mandarin, 中文, 汉语, 漢語, 普通话, 國語
        zu zul: Zulu, isiZulu
        zxx: No linguistic content
        """

    /// Names whose region or script does not stand in a word of its own.
    static let dialects = """
        es-419: Latin American, Latin Spanish, Spanish (Latin), español latino
        es-ES: European Spanish
        fa-AF: Dari
        nl-BE: Flemish, Vlaams
        pt-BR: Brazilian
        pt-PT: European Portuguese, português europeu
        ro-MD: Moldovan, Moldavian
        zh-Hans: 简体中文, 中文简体, 简体, zh-chs, chs
        zh-Hant: 繁體中文, 繁体中文, 中文繁體, 繁體, 繁体, 正體中文, zh-cht, cht
        """

    /// What stands before or after the name of a language.
    static let regionsAndScripts = """
        419: Latin America, Latin American, Latinoamérica, América Latina, latinoamericano, latino, LatAm
        AR: Argentina, Argentinian, Argentine
        AT: Austria, Austrian, Österreich
        AU: Australia, Australian
        BE: Belgium, Belgian
        BR: Brazil, Brazilian, Brasil, brasileiro, BR
        CA: Canada, Canadian, canadien, CA
        CH: Switzerland, Swiss, Suisse, Schweiz
        CN: China, Mainland China, PRC, CN
        DE: Germany, Deutschland, DE
        EG: Egypt, Egyptian
        ES: Spain, España, Castilian, ES
        FR: France, FR
        GB: United Kingdom, UK, GB, Great Britain, Britain, British
        HK: Hong Kong, HK, 香港
        IN: India, Indian
        MX: Mexico, Mexican, México, mexicano, MX
        NZ: New Zealand
        PT: Portugal, PT
        TW: Taiwan, Taiwanese, TW, 台灣, 台湾
        US: United States, United States of America, USA, US, American
        ZA: South Africa, South African
        Cyrl: Cyrillic, ћирилица
        Hans: Simplified, Han Simplified, 简体
        Hant: Traditional, Han Traditional, 繁體, 繁体
        Latn: Latin, Roman, latinica
        """
}
