/*
 * gs1_value - what the value of an AI must look like: its length, the
 * characters of each part, and what those have to say.
 *
 * Every check is a pure function of some characters of the right set.
 */
#include <string.h>

#include "core/base/str.h"
#include "core/scan/gs1_own.h"

/* In the order of their values, which the check characters of a model number need. */
static const char set_82[] = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
static const char set_39[] = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char set_64[] = "-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
static const char set_10[] = "0123456789";

/* ISO 3166-1 numeric. */
static const char countries[] = "00400801001201602002402803103203604004404805005105205606006406807007207407608408609009"
				"2096100104108112116120124132"
				"13614014414815215615816216617017417517818018418819119219620320420821221421822222623123"
				"2233234238239242246248250254"
				"25826026226626827027527628829229630030430831231632032432833233433634034434835235636036"
				"4368372376380384388392398400"
				"40440841041441741842242642843043443844044244645045445846246647047447848048449249649849"
				"9500504508512516520524528531"
				"53353453554054855455856256657057457858058158358458558659159860060460861261662062462663"
				"0634638642643646652654659660"
				"66266366667067467868268668869069470270370470570671071672472872973274074474875275676076"
				"2764768772776780784788792795"
				"796798800804807818826831832833834840850854858860862876882887894";
/* ISO 3166-1 alpha-2. */
static const char country_letters[] = "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCD"
				      "CFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZDE"
				      "DJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGSGTGUGWGYHKHMHN"
				      "HRHTHUIDIEILIMINIOIQIRISITJEJMJOJP"
				      "KEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMU"
				      "MVMWMXMYMZNANCNENFNGNINLNONPNRNUNZ"
				      "OMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSX"
				      "SYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTW"
				      "TZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";
/* ISO 4217 numeric. */
static const char currencies[] = "0080120320360440480500510520600640680720840900961041081161241321361441521561701741881"
				 "92203208214222230232238242262"
				 "2702923203243283323403443483523563603643683763883923963984004044084104144174184224264"
				 "30434446454458462480484496498"
				 "5045125165245325335485545585665785865905986006046086346436466546826907027047067107287"
				 "48752756760764776780784788800"
				 "8078188268348408588608828869019249259269279289299309339349369389409419439449469479489"
				 "49950951952953955956957958959"
				 "960961962963964965967968969970971972973975976977978979980981984985986990994997999";

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool all_digits(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_digit(s[i]))
			return false;
	return true;
}

/* A number of at most ten digits. */
static long long number(const char *s, size_t n)
{
	long long value = 0;

	for (size_t i = 0; i < n; i++)
		value = value * 10 + (s[i] - '0');
	return value;
}

static bool is_all(const char *s, size_t n, char c)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] != c)
			return false;
	return true;
}

static bool is_listed(const char *list, const char *s, size_t n)
{
	for (; *list; list += n)
		if (memcmp(list, s, n) == 0)
			return true;
	return false;
}

static bool is_one_of(const char *chars, char c)
{
	return c && strchr(chars, c);
}

/* Two check characters: the values of the others times primes, from the right, modulo 1021. n: 4 to 25. */
static bool pair_ok(const char *s, size_t n)
{
	static const unsigned primes[] = { 2,  3,  5,  7,  11, 13, 17, 19, 23, 29, 31, 37,
					   41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83 };
	static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	unsigned sum = 0;

	for (size_t i = 0; i < n - 2; i++)
		sum += (unsigned)(strchr(set_82, s[i]) - set_82) * primes[n - 3 - i];
	sum %= 1021;
	return s[n - 2] == letters[sum / 32] && s[n - 1] == letters[sum % 32];
}

static bool prefix_ok(const char *s, size_t n)
{
	return n >= 4 && all_digits(s, 4);
}

static bool percent_ok(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (s[i] != '%')
			continue;
		if (i + 2 >= n || !is_one_of("0123456789abcdefABCDEF", s[i + 1]) ||
		    !is_one_of("0123456789abcdefABCDEF", s[i + 2]))
			return false;
	}
	return true;
}

/* "2/3": the second of three. */
static bool sequence_ok(const char *s)
{
	return s[0] > '0' && s[0] <= '9' && s[1] == '/' && s[2] >= s[0] && s[2] <= '9';
}

/* "0203": the second of three pieces. */
static bool piece_ok(const char *s)
{
	long long piece = number(s, 2);

	return piece > 0 && piece <= number(s + 2, 2);
}

static bool date_ok(const char *s, int year, bool day_may_lack)
{
	char date[11];
	bool day_given;

	return scan_date(s, year, date, &day_given) && (day_given || day_may_lack);
}

/* YYYYMMDD: the century is written, so the window is that year's own. */
static bool long_date_ok(const char *s)
{
	return date_ok(s + 2, (int)number(s, 4), false);
}

/* Modulo 97 of the number that letters, counted on from 10, make. */
static bool iban_ok(const char *s, size_t n)
{
	int rest = 0;

	if (n < 5 || is_digit(s[0]) || is_digit(s[1]) || !all_digits(s + 2, 2))
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s[(i + 4) % n];

		if (!is_one_of(set_39 + 3, c))
			return false;
		rest = is_digit(c) ? (rest * 10 + (c - '0')) % 97 : (rest * 100 + (c - 'A' + 10)) % 97;
	}
	return rest == 1;
}

static bool package_ok(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_one_of(set_39 + 3, s[i]))
			return false;
	return true;
}

static bool media_ok(const char *s)
{
	long long media = number(s, 2);

	return (media >= 1 && media <= 10) || media >= 80;
}

static bool check_time(enum gs1_check check, const char *s, int year)
{
	if (check == HOUR)
		return number(s, 2) < 24;
	if (check == SIXTY)
		return number(s, 2) < 60;
	if (check == HOUR_MINUTE)
		return number(s, 2) < 24 && number(s + 2, 2) < 60;
	if (check == LONG_DATE)
		return long_date_ok(s);
	return date_ok(s, year, check == MONTH_OR_DATE);
}

static bool check_code(enum gs1_check check, const char *s, size_t n)
{
	if (check == COUNTRY_OR_999 && is_all(s, n, '9'))
		return true;
	if (check == COUNTRY_LETTERS)
		return is_listed(country_letters, s, n);
	return is_listed(check == CURRENCY ? currencies : countries, s, n);
}

/* One character, a flag or a code. */
static bool check_flag(enum gs1_check check, char c)
{
	if (check == YES_NO)
		return is_one_of("01", c);
	if (check == HYPHEN)
		return c == '-';
	if (check == SEX)
		return is_one_of("0129", c);
	if (check == WINDING)
		return is_one_of("019", c);
	return c != '=' && is_one_of(set_64, c);
}

static bool check_number(enum gs1_check check, const char *s, size_t n)
{
	if (check == LATITUDE)
		return number(s, n) <= 1800000000LL;
	if (check == LONGITUDE)
		return number(s, n) <= 3600000000LL;
	if (check == ZERO)
		return is_all(s, n, '0');
	if (check == NOT_ZERO)
		return !is_all(s, n, '0');
	if (check == NO_LEADING_ZERO)
		return s[0] != '0';
	if (check == MEDIA)
		return media_ok(s);
	return check == PIECE ? piece_ok(s) : all_digits(s, n);
}

static bool check_text(enum gs1_check check, const char *s, size_t n)
{
	if (check == PERCENT)
		return percent_ok(s, n);
	if (check == SEQUENCE)
		return sequence_ok(s);
	return check == IBAN ? iban_ok(s, n) : package_ok(s, n);
}

/* Company prefixes and check characters. */
static bool check_key(enum gs1_check check, const char *s, size_t n)
{
	if (check == DIGIT)
		return scan_check_digit_ok(s, n);
	if (!prefix_ok(s, n) || (check == PAIR_NOT_NUMBER && all_digits(s, n)))
		return false;
	return check == PREFIX || pair_ok(s, n);
}

bool gs1_check(enum gs1_check check, const char *s, size_t n, int year)
{
	if (check <= ANY || check >= GS1_CHECKS)
		return true;
	if (check <= PREFIX)
		return check_key(check, s, n);
	if (check <= HOUR_MINUTE)
		return check_time(check, s, year);
	if (check <= CURRENCY)
		return check_code(check, s, n);
	if (check <= WINDING)
		return check_flag(check, s[0]);
	return check <= DIGITS ? check_number(check, s, n) : check_text(check, s, n);
}

/* The error's class, and the end of "... is no ...". */
struct complaint {
	const char *code;
	const char *is_no;
};

static const struct complaint complaints[GS1_CHECKS] = {
	[PAIR] = { "BAD_CHECK_DIGIT", "model number: its check characters do not fit" },
	[PAIR_NOT_NUMBER] = { "BAD_CHECK_DIGIT", "model number: its check characters do not fit, or it has no letter" },
	[PREFIX] = { "BAD_VALUE", "key of a company: it must begin with four digits" },
	[MONTH_OR_DATE] = { "BAD_DATE", "date (YYMMDD)" },
	[DATE] = { "BAD_DATE", "date (YYMMDD, the day given)" },
	[LONG_DATE] = { "BAD_DATE", "date (YYYYMMDD)" },
	[HOUR] = { "BAD_DATE", "hour" },
	[SIXTY] = { "BAD_DATE", "minute or second" },
	[HOUR_MINUTE] = { "BAD_DATE", "time (HHMM)" },
	[COUNTRY] = { "BAD_VALUE", "country's number (ISO 3166)" },
	[COUNTRY_OR_999] = { "BAD_VALUE", "country's number (ISO 3166, or 999)" },
	[COUNTRY_LETTERS] = { "BAD_VALUE", "country's two letters (ISO 3166)" },
	[CURRENCY] = { "BAD_VALUE", "currency's number (ISO 4217)" },
	[PERCENT] = { "BAD_VALUE", "text: a % needs two hexadecimal digits" },
	[LATITUDE] = { "BAD_VALUE", "latitude" },
	[LONGITUDE] = { "BAD_VALUE", "longitude" },
	[YES_NO] = { "BAD_VALUE", "yes or no (1 or 0)" },
	[HYPHEN] = { "BAD_VALUE", "sign (only - may follow)" },
	[IMPORTER] = { "BAD_VALUE", "importer index" },
	[PACKAGE] = { "BAD_VALUE", "package type" },
	[MEDIA] = { "BAD_VALUE", "media type" },
	[SEX] = { "BAD_VALUE", "code of ISO 5218" },
	[SEQUENCE] = { "BAD_VALUE", "place in a sequence (like 2/3)" },
	[PIECE] = { "BAD_VALUE", "piece of a total (like 0203)" },
	[WINDING] = { "BAD_VALUE", "winding direction (0, 1 or 9)" },
	[ZERO] = { "BAD_VALUE", "zero" },
	[NOT_ZERO] = { "BAD_VALUE", "size: it is zero" },
	[NO_LEADING_ZERO] = { "BAD_VALUE", "number without leading zeros" },
	[IBAN] = { "BAD_VALUE", "bank account (IBAN)" },
	[DIGITS] = { "BAD_CHARACTER", "number" },
};

/* Printable, cut: what a message quotes. */
static const char *quote(const char *s, size_t n, char ret[64])
{
	scan_show(s, n, true, ret, 64);
	return ret;
}

static bool part_fails(enum gs1_check check, const char *id, size_t at, const char *s, size_t n, struct err *err)
{
	char text[64];

	quote(s, n, text);
	if (check == DIGIT)
		return scan_fail(err, "BAD_CHECK_DIGIT", "AI %s at %zu: the check digit of %s is wrong.", id, at + 1,
				 text);
	return scan_fail(err, complaints[check].code, "AI %s at %zu: %s is no %s.", id, at + 1, text,
			 complaints[check].is_no);
}

static const char *characters(char set)
{
	return set == 'N' ? set_10 : set == 'X' ? set_82 : set == 'Y' ? set_39 : set_64;
}

static bool part_ok(const struct gs1_part *part, const char *id, struct scan_text value, const char *s, size_t n,
		    int year, struct err *err)
{
	const char *allowed = characters(part->set);
	char text[64];

	for (size_t i = 0; i < n; i++)
		if (!is_one_of(allowed, s[i]))
			return scan_fail(err, "BAD_CHARACTER", "AI %s at %zu: character %zu of the value, %s, %s.", id,
					 value.at + 1, (size_t)(s - value.bytes) + i + 1, quote(s + i, 1, text),
					 part->set == 'N' ? "is no digit" : "is not allowed there");
	return gs1_check(part->check, s, n, year) || part_fails(part->check, id, value.at, s, n, err);
}

static bool length_fails(const struct gs1_ai *ai, const char *id, struct scan_text value, struct err *err)
{
	size_t min, max;

	gs1_lengths(ai, &min, &max);
	if (value.n > max)
		return scan_fail(err, "TOO_LONG", "AI %s at %zu (%s) takes %s%zu characters, not %zu.", id,
				 value.at + 1, ai->title, min == max ? "" : "up to ", max, value.n);
	return scan_fail(err, "TOO_SHORT", "AI %s at %zu (%s) takes %zu characters%s, not %zu.", id, value.at + 1,
			 ai->title, min, min == max ? "" : " or more", value.n);
}

bool gs1_value(const struct gs1_ai *ai, const char *id, struct scan_text value, const struct scan_rules *rules,
	       struct err *err)
{
	size_t used = 0;
	size_t min, max;

	gs1_lengths(ai, &min, &max);
	if (value.n < min || value.n > max)
		return length_fails(ai, id, value, err);
	for (size_t i = 0; i < GS1_PARTS && ai->part[i].set; i++) {
		const struct gs1_part *part = &ai->part[i];
		size_t n = value.n - used < part->max ? value.n - used : part->max;

		if (n == 0 && part->is_optional)
			break;
		if (n < part->min)
			return scan_fail(err, "TOO_SHORT", "AI %s at %zu (%s) ends with %d characters more, not %zu.",
					 id, value.at + 1, ai->title, part->min, n);
		if (!part_ok(part, id, value, value.bytes + used, n, rules->year, err))
			return false;
		used += n;
	}
	return true;
}
